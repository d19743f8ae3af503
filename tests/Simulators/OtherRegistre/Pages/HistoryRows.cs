using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The rows of Historique des factures.</summary>
internal sealed class HistoryRows(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly HistoryCells _cells = new(world.Shape);

    private bool IsOneCell => _shape.HistoryColumns == HistoryColumns.OneCell;

    public string Table(IReadOnlyCollection<BilledConsultation> lines)
    {
        var tables = Shown(lines, consultable: true);
        if (_shape.HistoryChoice == HistoryChoice.Radios)
            tables = $"<form name=\"frmFactr\" action=\"{_places.HistoryConsult}\" method=\"post\">{tables}{Buttons.Make(Press.Input, _places.Command, "Commander")} {Buttons.Make(Press.Input, "btnConsl", "Consulter")}</form>";
        return tables + (_shape.HistoryCopy == HistoryCopy.Printable ? $"<div class=\"imprm\" style=\"display:none\"><p>Version imprimable</p>{Shown(lines, consultable: false)}</div>" : "");
    }

    public string Amount(decimal price) => _shape.Prices switch
    {
        Prices.Point => price.ToString("0.00", CultureInfo.InvariantCulture),
        Prices.DollarFirst => "$" + price.ToString("0.00", CultureInfo.InvariantCulture),
        Prices.WithTax => Comma(price) + " $ (taxes en sus : " + Comma(Math.Round(price * 0.14975m, 2)) + " $)",
        _ => Comma(price) + "&nbsp;$",
    };

    private string Shown(IReadOnlyCollection<BilledConsultation> lines, bool consultable)
    {
        if (_shape.HistoryGroups != HistoryGroups.TwoTables)
            return OneTable(lines, consultable);
        var byAge = lines.ToLookup(line => World.Local(line.When).Date == World.Local(world.Now).Date);
        var parts = new[] { $"<h4>Consultations du jour</h4>{OneTable([.. byAge[true]], consultable)}", $"<h4>Consultations antérieures</h4>{OneTable([.. byAge[false]], consultable)}" };
        return string.Concat(_shape.HistoryOrder == HistoryOrder.NewestFirst ? parts : parts.Reverse());
    }

    private string OneTable(IReadOnlyCollection<BilledConsultation> lines, bool consultable)
    {
        var days = lines.GroupBy(line => World.Local(line.When).Date).Select(day => Day([.. day], consultable));
        var rows = lines.Count == 0 ? "<tr><td colspan=\"5\">Aucune facture dans cette partie.</td></tr>" : string.Concat(days);
        rows = _shape.HistoryOrder == HistoryOrder.NewestFirst ? rows + Others() : Others() + rows;
        return $"<table border=\"1\" class=\"factr\"><tr>{Joined("<th>&nbsp;</th>", Heads())}</tr>{rows}{Total(lines)}</table>";
    }

    private string Heads()
    {
        if (IsOneCell)
            return "<th>Description</th>";
        var date = _shape switch
        {
            { HistoryGroups: HistoryGroups.PerDay } => "<th>Heure</th>",
            { HistoryGroups: HistoryGroups.Rowspan } or { HistoryStamp: HistoryStamp.TwoCells } => "<th>Date</th><th>Heure</th>",
            _ => "<th>Date</th>",
        };
        var number = _shape.InvoiceNumber == InvoiceNumber.Absent ? "" : "<th>No de facture</th>";
        var product = _shape.HistoryDetail switch
        {
            HistoryDetail.ThreeCells => "<th>Produit</th><th>Numéro</th><th>Lieu</th>",
            HistoryDetail.ExtraColumns => "<th>Code d'utilisateur</th><th>No de demande</th><th>Produit</th><th>Mode de paiement</th>",
            _ => "<th>Produit</th>",
        };
        return $"{date}{number}{product}<th>Montant</th>";
    }

    private string Day(BilledConsultation[] lines, bool consultable)
    {
        var rows = string.Concat(lines.Select((line, i) => Row(line, i, lines.Length, consultable)));
        return _shape.HistoryGroups switch
        {
            HistoryGroups.PerDay => $"<tr><td colspan=\"6\" class=\"jour\"><b>{_cells.Date(lines[0].When)}</b></td></tr>{rows}",
            HistoryGroups.SubTotals => $"{rows}<tr><td colspan=\"3\"><i>Sous-total du {_cells.Date(lines[0].When)}</i></td><td align=\"right\">{Amount(lines.Sum(line => line.Price))}</td><td>&nbsp;</td></tr>",
            _ => rows,
        };
    }

    private string Row(BilledConsultation line, int place, int count, bool consultable)
    {
        var number = _shape.InvoiceNumber switch
        {
            InvoiceNumber.PdfLink => $"<a href=\"{_places.Invoice}?NoFactr={line.Invoice}\">{line.Invoice}</a>",
            InvoiceNumber.Absent => "",
            _ => line.Invoice,
        };
        var cells = IsOneCell
            ? $"<td>{_cells.When(line.When)}{(number.Length == 0 ? "" : $" - Facture {number}")}<br>{_cells.Describe(line.Document)}<br>{Amount(line.Price)}</td>"
            : $"{Stamp(line.When, place, count)}{(number.Length == 0 ? "" : $"<td>{number}</td>")}{Product(line)}<td align=\"right\">{Amount(line.Price)}</td>";
        return $"<tr>{Joined($"<td>{(consultable ? Consult(line) : "&nbsp;")}</td>", cells)}</tr>";
    }

    private string Stamp(DateTimeOffset when, int place, int count)
    {
        var time = _cells.Time(when);
        var hour = $"<td>{(time.Length == 0 ? "&nbsp;" : time)}</td>";
        return _shape switch
        {
            { HistoryGroups: HistoryGroups.PerDay } => hour,
            { HistoryGroups: HistoryGroups.Rowspan } => (place == 0 ? $"<td rowspan=\"{count}\" valign=\"top\">{_cells.Date(when)}</td>" : "") + hour,
            { HistoryStamp: HistoryStamp.TwoCells } => $"<td>{_cells.Date(when)}</td>{hour}",
            _ => $"<td>{_cells.When(when)}</td>",
        };
    }

    private string Product(BilledConsultation line) => _shape.HistoryDetail switch
    {
        HistoryDetail.ThreeCells => string.Concat(_cells.Parts(line.Document).Select(part => $"<td>{part}</td>")),
        HistoryDetail.ExtraColumns => $"<td>{line.Account}</td><td>{Request(line)}</td><td>{_cells.Describe(line.Document)}</td><td>Compte</td>",
        _ => $"<td>{_cells.Describe(line.Document)}</td>",
    };

    // A number that looks like a lot's.
    private static string Request(BilledConsultation line) => French.Grouped((1_000_000 + (int.Parse(line.Invoice, CultureInfo.InvariantCulture) % 5_000_000)).ToString(CultureInfo.InvariantCulture));

    private string Others()
    {
        var date = _cells.Date(world.Now.AddDays(-500));
        string Other(string text, decimal price) => IsOneCell
            ? $"<tr>{Joined("<td>&nbsp;</td>", $"<td>{date}<br>{text}<br>{Amount(price)}</td>")}</tr>"
            : $"<tr>{Joined("<td>&nbsp;</td>", $"<td>{date}</td><td colspan=\"{Heads().Split("<th>").Length - 3}\">{text}</td><td align=\"right\">{Amount(price)}</td>")}</tr>";
        return _shape.HistoryOthers switch
        {
            HistoryOthers.Fees => Other("Frais d'ouverture de dossier", 25.00m) + Other("Commande d'une copie certifiée - Acte 4 417 022", 9.00m),
            HistoryOthers.Credits => Other($"Crédit - Index des immeubles 1 111 204 - {Pen.Place("Cadastre du Québec, Laval", _shape)}", -1.40m),
            _ => "",
        };
    }

    private string Total(IReadOnlyCollection<BilledConsultation> lines) => _shape.HistoryTotal == HistoryTotal.None
        ? ""
        : $"<tr><td colspan=\"3\"><b>Total ({lines.Count} consultations)</b></td><td colspan=\"2\" align=\"right\">{Amount(lines.Sum(line => line.Price))}</td></tr>";

    private string Joined(string consult, string cells) => _shape.HistoryConsult == HistoryConsult.OrderFirst ? consult + cells : cells + consult;

    private string Consult(BilledConsultation line)
    {
        if (_shape.HistoryChoice == HistoryChoice.Radios)
            return $"<input type=\"radio\" name=\"NoFactr\" value=\"{line.Invoice}\">";
        var href = $"{_places.HistoryConsult}?NoFactr={line.Invoice}";
        return _shape.HistoryConsult switch
        {
            HistoryConsult.Image => $"<a href=\"{href}\"><img src=\"/Sirf/images/consl.gif\" alt=\"Consulter\" width=\"20\" height=\"20\" border=\"0\"></a>",
            HistoryConsult.Button => $"<form action=\"{_places.HistoryConsult}\" method=\"post\"><input type=\"hidden\" name=\"NoFactr\" value=\"{line.Invoice}\"><input type=\"submit\" value=\"Consulter\"></form>",
            HistoryConsult.NewWindow => $"<a href=\"{href}\" target=\"_blank\">Consulter</a>",
            HistoryConsult.OrderFirst => $"<a href=\"{_places.Order}?NoFactr={line.Invoice}\">Commander</a> <a href=\"{href}\">Consulter</a>",
            _ => $"<a href=\"{href}\">Consulter</a>",
        };
    }

    private static string Comma(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
}
