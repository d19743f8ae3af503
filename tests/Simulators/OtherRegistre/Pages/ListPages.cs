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
        var rows = session.Offered.Select((plan, i) => $"<tr>{PlanCells(plan, i)}</tr>");
        var table = $"<table border=\"1\"><tr><th>&nbsp;</th><th>Lot</th><th>Date</th><th>Type</th></tr>{string.Concat(rows)}</table>";
        var submit = _shape.PlanList == PlanList.Links ? "" : Buttons.Make(Press.Input, "btnSoumt", "Soumettre");
        return _sheet.Page("Sélection du plan cadastral", $"{fragment}<p>Choisissez le plan à consulter.</p><form name=\"frmPlan\" action=\"{Places.PlanChoice}\" method=\"post\">{_sheet.Hidden(("txtEtat", "valdr"))}{table}{submit} {Buttons.Make(Press.Input, _places.Cancel, "Annuler")}</form>", script: script);
    }

    private string PlanCells(OtherDocument plan, int index)
    {
        var date = _shape.PlanDates switch { PlanDates.Slashes => French.Slashes(plan.Date), PlanDates.French => French.Long(plan.Date), _ => French.Iso(plan.Date) };
        var control = _shape.PlanList switch
        {
            PlanList.Checkboxes => $"<input type=\"checkbox\" name=\"{_places.Choice}\" value=\"{index}\">",
            PlanList.Links => $"<a href=\"{Places.PlanChoice}?{_places.Choice}={index}\">Consulter</a>",
            PlanList.WithOrder => $"<input type=\"submit\" name=\"{_places.Command}{index}\" value=\"Commander\"> <input type=\"radio\" name=\"{_places.Choice}\" value=\"{index}\">",
            _ => $"<input type=\"radio\" name=\"{_places.Choice}\" value=\"{index}\">",
        };
        return $"<td>{control}</td><td>{French.Grouped(plan.Number)}</td><td>{date}</td><td>{(plan.Inactive ? "Plan cadastral (lot inactif)" : "Plan cadastral")}</td>";
    }

    private string Table(IEnumerable<(OtherDocument Document, int Index)> rows) =>
        $"<table border=\"1\" cellspacing=\"0\"><tr>{Ordered("<th>&nbsp;</th>", ["<th>Numéro d'inscription</th>", "<th>Type</th>", "<th>Date</th>", "<th>&nbsp;</th>"])}</tr>{string.Concat(rows.Select(Row))}</table>";

    private string Row((OtherDocument Document, int Index) row) =>
        $"<tr>{Ordered($"<td><input type=\"radio\" name=\"{_places.Choice}\" value=\"{row.Index.ToString(CultureInfo.InvariantCulture)}\"></td>", [$"<td>{French.Grouped(row.Document.Number)}</td>", $"<td>{row.Document.Type}</td>", $"<td>{French.Iso(row.Document.Date)}</td>", $"<td>{(row.Document.PaperOnly ? Paper : "&nbsp;")}</td>"])}</tr>";

    private string Ordered(string radio, string[] cells) =>
        _shape.SimilarList == SimilarList.RadioLast ? string.Concat(cells.Reverse()) + radio : radio + string.Concat(cells);
}
