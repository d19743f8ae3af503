using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The rows of Historique des factures.</summary>
internal sealed class HistoryRows(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;

    public string Table(IReadOnlyCollection<BilledConsultation> lines)
    {
        var number = _shape.InvoiceNumber == InvoiceNumber.Absent ? "" : "<th>No de facture</th>";
        var heads = _shape.HistoryColumns == HistoryColumns.OneCell ? "<th>Description</th>" : $"<th>Date</th>{number}<th>Produit</th><th>Montant</th>";
        return $"<table border=\"1\" class=\"factr\"><tr>{(_shape.HistoryConsult == HistoryConsult.OrderFirst ? $"<th>&nbsp;</th>{heads}" : $"{heads}<th>&nbsp;</th>")}</tr>{string.Concat(lines.Select(Row))}{Total(lines)}</table>";
    }

    public string Amount(decimal price) => _shape.Prices switch
    {
        Prices.Point => price.ToString("0.00", CultureInfo.InvariantCulture),
        Prices.DollarFirst => "$" + price.ToString("0.00", CultureInfo.InvariantCulture),
        Prices.WithTax => Comma(price) + " $ (taxes en sus : " + Comma(Math.Round(price * 0.14975m, 2)) + " $)",
        _ => Comma(price) + "&nbsp;$",
    };

    private string Total(IReadOnlyCollection<BilledConsultation> lines) => _shape.HistoryTotal == HistoryTotal.None
        ? ""
        : $"<tr><td colspan=\"3\"><b>Total ({lines.Count} consultations)</b></td><td colspan=\"2\" align=\"right\">{Amount(lines.Sum(line => line.Price))}</td></tr>";

    private string Row(BilledConsultation line)
    {
        var number = _shape.InvoiceNumber switch
        {
            InvoiceNumber.PdfLink => $"<a href=\"{_places.Invoice}?NoFactr={line.Invoice}\">{line.Invoice}</a>",
            InvoiceNumber.Absent => "",
            _ => line.Invoice,
        };
        var cells = _shape.HistoryColumns == HistoryColumns.OneCell
            ? $"<td>{When(line.When)}{(number.Length == 0 ? "" : $" - Facture {number}")}<br>{Describe(line.Document)}<br>{Amount(line.Price)}</td>"
            : $"<td>{When(line.When)}</td>{(number.Length == 0 ? "" : $"<td>{number}</td>")}<td>{Describe(line.Document)}</td><td align=\"right\">{Amount(line.Price)}</td>";
        return $"<tr>{(_shape.HistoryConsult == HistoryConsult.OrderFirst ? $"<td>{Consult(line)}</td>{cells}" : $"{cells}<td>{Consult(line)}</td>")}</tr>";
    }

    private string Consult(BilledConsultation line)
    {
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

    private string When(DateTimeOffset when)
    {
        var local = World.Local(when);
        var date = DateOnly.FromDateTime(local.DateTime);
        return _shape.HistoryDates switch
        {
            HistoryDates.Slashes => $"{French.Slashes(date)} {Clock(local, "HH:mm")}",
            HistoryDates.French => $"{French.Long(date)} à {Clock(local, "H' h 'mm")}",
            HistoryDates.DateOnly => French.Iso(date),
            _ => $"{French.Iso(date)} {Clock(local, "HH:mm:ss")}",
        };
    }

    private string Describe(OtherDocument document)
    {
        var number = French.Grouped(document.Number);
        var of = document.Cadastre is null ? document.District : $"{document.Cadastre}{(document.Secondary is null ? "" : ", " + document.Secondary)}, {document.District}";
        var dated = document.Kind == DocumentKind.Plan ? $" ({French.Iso(document.Date)})" : "";
        return _shape.Description switch
        {
            Description.Abbreviated => Short(document) + $" {document.Number} {Abbreviated(of)}{dated}",
            Description.Capitals => French.Capitals($"{Papers.Title(document)} {number} {of}{dated}"),
            Description.TypeWord => $"Consultation d'un document : {Papers.Title(document)}, {(document.Kind == DocumentKind.Acte ? "numéro d'inscription" : "lot")} {number}, circonscription foncière {French.Of(document.District)}{(document.Cadastre is null ? "" : $", cadastre {French.Of(document.Cadastre)}")}{dated}",
            Description.Number => $"{Papers.Title(document)} {document.Number}",
            _ => $"{Papers.Title(document)} {number} - {of}{dated}",
        };
    }

    private static string Short(OtherDocument document) => document.Kind switch
    {
        DocumentKind.Index => "IND. IMM.",
        DocumentKind.Plan => "PL. CAD.",
        _ => document.Type switch { "Avis d'adresse" => "AV. ADR.", "Radiation" => "RAD.", "Acte divers" => "ACT. DIV.", _ => "ACTE" },
    };

    private static string Abbreviated(string of) => of
        .Replace("Cadastre du Québec", "Cad. QC", StringComparison.Ordinal)
        .Replace("Paroisse de ", "Par. ", StringComparison.Ordinal)
        .Replace("Canton de ", "Ct. ", StringComparison.Ordinal)
        .Replace("Canton d'", "Ct. ", StringComparison.Ordinal)
        .Replace("Saint-", "St-", StringComparison.Ordinal)
        .Replace("Sainte-", "Ste-", StringComparison.Ordinal);

    private static string Clock(DateTimeOffset local, string format) => local.ToString(format, CultureInfo.InvariantCulture);

    private static string Comma(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
}
