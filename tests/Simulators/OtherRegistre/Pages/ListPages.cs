using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Http;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The lists to choose from: actes of a similar number, plans of a lot.</summary>
internal sealed class ListPages(World world)
{
    private const int RowsPerPage = 5;
    private const string Paper = "<img src=\"/Sirf/images/BPD.GIF\" alt=\"Disponible au bureau de la publicité des droits\">";

    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly Sheet _sheet = world.Sheet;

    /// <summary>"Résultat de la recherche", to be put under the criteria.</summary>
    public string Similar(IReadOnlyList<OtherDocument> documents, int page)
    {
        var numbered = documents.Select((document, i) => (Document: document, Index: i));
        if (_shape.SimilarList == SimilarList.PaperFirst)
            numbered = numbered.OrderByDescending(row => row.Document.PaperOnly);
        var more = "";
        if (_shape.SimilarList == SimilarList.SeveralPages)
        {
            more = page * RowsPerPage < documents.Count ? $"<p>Page {page} <a href=\"{Places.Actes}?Page={page + 1}\">Page suivante</a></p>" : $"<p>Page {page} <a href=\"{Places.Actes}?Page=1\">Première page</a></p>";
            numbered = numbered.Skip((page - 1) * RowsPerPage).Take(RowsPerPage);
        }

        var rows = numbered.ToArray();
        var tables = _shape.SimilarList == SimilarList.Grouped
            ? $"<p>Documents numérisés</p>{Table(rows.Where(row => !row.Document.PaperOnly))}<p>Documents sur support papier</p>{Table(rows.Where(row => row.Document.PaperOnly))}"
            : Table(rows);
        return $"<h4>Résultat de la recherche</h4><form name=\"frmSelct\" action=\"{Places.Actes}\" method=\"post\">{_sheet.Hidden(("txtEtat", "selct"))}{tables}{more}{Buttons.Make(Press.Input, "btnSoumtSelct", "Soumettre")} {Buttons.Make(Press.Input, _places.Cancel, "Annuler")}</form>";
    }

    public Reply Plans(Session session, string? complaint = null)
    {
        var (fragment, script) = _sheet.Message(complaint ?? (session.OfferedMessage.Length > 0 ? session.OfferedMessage : null));
        var oldest = session.Offered.MinBy(plan => plan.Date);
        var rows = string.Concat(session.Offered.Select((plan, i) => $"<tr>{PlanCells(plan, i, plan == oldest)}</tr>"));
        if (_shape.PlanRows == PlanRows.Totals)
            rows = $"<tr><td colspan=\"4\"><b>Plans disponibles</b></td></tr>{rows}<tr><td colspan=\"4\">Nombre de plans : {session.Offered.Count}</td></tr>";
        var dates = _shape.PlanRows == PlanRows.TwoDates ? "<th>Date du plan</th><th>Date de dépôt</th>" : "<th>Date</th>";
        var table = $"<table border=\"1\"><tr><th>&nbsp;</th><th>Lot</th>{dates}<th>Type</th></tr>{rows}</table>";
        var submit = _shape.PlanList == PlanList.Links ? "" : Buttons.Make(Press.Input, "btnSoumt", "Soumettre");
        return _sheet.Page("Sélection du plan cadastral", $"{fragment}<p>Choisissez le plan à consulter.</p><form name=\"frmPlan\" action=\"{Places.PlanChoice}\" method=\"post\">{_sheet.Hidden(("txtEtat", "valdr"))}{table}{_sheet.Ghost("Soumettre")}{submit} {Buttons.Make(Press.Input, _places.Cancel, "Annuler")}</form>", script: script);
    }

    private string PlanCells(OtherDocument plan, int index, bool isOldest)
    {
        var date = PlanDate(plan.Date);
        if (_shape.PlanRows == PlanRows.TwoDates)
            date += $"</td><td>{PlanDate(plan.Date.AddDays(45))}";
        var preselected = isOldest && _shape.PlanRows == PlanRows.Preselected ? " checked" : "";
        var control = _shape.PlanList switch
        {
            PlanList.Checkboxes => $"<input type=\"checkbox\" name=\"{_places.Choice}\" value=\"{index}\">",
            PlanList.Links => $"<a href=\"{Places.PlanChoice}?{_places.Choice}={index}\">Consulter</a>",
            PlanList.WithOrder => $"<input type=\"submit\" name=\"{_places.Command}{index}\" value=\"Commander\"> <input type=\"radio\" name=\"{_places.Choice}\" value=\"{index}\"{preselected}>",
            _ => $"<input type=\"radio\" name=\"{_places.Choice}\" value=\"{index}\"{preselected}>",
        };
        return $"<td>{control}</td><td>{French.Grouped(plan.Number)}</td><td>{date}</td><td>{(plan.Inactive ? "Plan cadastral (lot inactif)" : "Plan cadastral")}</td>";
    }

    private string PlanDate(DateOnly date) => _shape switch
    {
        { PlanRows: PlanRows.CompactDates } => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        { PlanDates: PlanDates.Slashes } => French.Slashes(date),
        { PlanDates: PlanDates.French } => French.Long(date),
        _ => French.Iso(date),
    };

    private string Table(IEnumerable<(OtherDocument Document, int Index)> numbered)
    {
        var rows = numbered.ToArray();
        string[] heads = _shape.SimilarRows switch
        {
            SimilarRows.ExtraColumns => ["<th>No</th>", "<th>Minute</th>", "<th>Numéro d'inscription</th>", "<th>Type</th>", "<th>Date</th>", "<th>&nbsp;</th>"],
            SimilarRows.TwoLines => ["<th>Numéro d'inscription</th>", "<th>&nbsp;</th>"],
            _ => ["<th>Numéro d'inscription</th>", "<th>Type</th>", "<th>Date</th>", "<th>&nbsp;</th>"],
        };
        var below = _shape.SimilarRows switch
        {
            SimilarRows.Legend => $"<tr><td colspan=\"5\">{Paper} Document conservé au bureau de la publicité des droits</td></tr>",
            SimilarRows.Separators => $"<tr><td colspan=\"5\">Nombre de documents : {rows.Length}</td></tr>",
            _ => "",
        };
        return $"<table border=\"1\" cellspacing=\"0\"><tr>{Ordered("<th>&nbsp;</th>", heads)}</tr>{string.Concat(rows.Select((row, place) => Row(row.Document, row.Index, place)))}{below}</table>";
    }

    private string Row(OtherDocument document, int index, int place)
    {
        var form = _shape.SimilarRows;
        var state = form == SimilarRows.Preselected && place == 0 ? " checked" : form == SimilarRows.PaperDisabled && document.PaperOnly ? " disabled" : "";
        var radio = $"<td{(form == SimilarRows.TwoLines ? " rowspan=\"2\"" : "")}><input type=\"radio\" name=\"{_places.Choice}\" value=\"{index.ToString(CultureInfo.InvariantCulture)}\"{state}></td>";
        string number = $"<td>{French.Grouped(document.Number)}</td>", type = $"<td>{document.Type}</td>", date = $"<td>{French.Iso(document.Date)}</td>", paper = $"<td>{(document.PaperOnly ? Paper : "&nbsp;")}</td>";
        return form switch
        {
            SimilarRows.ExtraColumns => $"<tr>{Ordered(radio, [$"<td>{index + 1}</td>", $"<td>{French.Grouped((4_417 + (index * 37)).ToString(CultureInfo.InvariantCulture))}</td>", number, type, date, paper])}</tr>",
            SimilarRows.TwoLines => $"<tr>{Ordered(radio, [number, paper])}</tr><tr><td colspan=\"2\">{document.Type}, présenté le {French.Iso(document.Date)}</td></tr>",
            SimilarRows.Separators => $"<tr>{Ordered(radio, [number, type, date, paper])}</tr><tr><td colspan=\"5\"><hr></td></tr>",
            _ => $"<tr>{Ordered(radio, [number, type, date, paper])}</tr>",
        };
    }

    private string Ordered(string radio, string[] cells) =>
        _shape.SimilarList == SimilarList.RadioLast ? string.Concat(cells.Reverse()) + radio : radio + string.Concat(cells);
}
