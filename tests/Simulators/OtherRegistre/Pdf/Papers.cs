using System.Globalization;
using Simulators.OtherRegistre.Catalogue;

namespace Simulators.OtherRegistre.Pdf;

/// <summary>The pages of each kind of document, with their header blocks.</summary>
internal static class Papers
{
    private static readonly string[] Natures = ["VENTE", "HYPOTHÈQUE", "QUITTANCE", "MAINLEVÉE", "SERVITUDE", "DÉCLARATION DE TRANSMISSION", "CESSION", "PRÉAVIS D'EXERCICE"];

    private static readonly string[] People = ["TREMBLAY, Josée", "GAGNON, Réal", "CAISSE POPULAIRE DESJARDINS", "BOUCHARD, Émile", "LÉVESQUE, Chantal", "9102-3355 QUÉBEC INC."];

    public static byte[] Document(OtherDocument document, OtherShape shape)
    {
        var sheets = Enumerable.Range(1, document.Pages).Select(page => Page(document, page, shape)).ToArray();
        return PdfBook.Write(Trimming.Trim(sheets, document, shape.PdfTrim), shape, $"{Title(document)} {document.Number}");
    }

    public static byte[] Invoice(BilledConsultation billed, string amount) =>
        PdfBook.Write(
            [
                new(
                    [
                        new(60, 730, 14, "Registre foncier du Québec", Bold: true),
                        new(60, 700, 11, $"Facture no {billed.Invoice}"),
                        new(60, 684, 11, $"Client : {billed.Account}"),
                        new(60, 660, 11, $"Consultation - {Title(billed.Document)} {French.Grouped(billed.Document.Number)}"),
                        new(60, 644, 11, $"Montant : {amount}"),
                    ],
                    Picture: false),
            ],
            OtherShape.Default,
            $"Facture {billed.Invoice}");

    /// <summary>The rows of an index: presentation, number, nature, quality, party, remarks.</summary>
    public static IReadOnlyList<string[]> Rows(OtherDocument document)
    {
        var random = new Random(document.Number.Sum(c => c) * document.Pages);
        var rows = new List<string[]>();
        var day = document.Date;
        for (var i = 0; i < document.Pages * 6; i++)
        {
            day = day.AddDays(random.Next(90, 900));
            var number = document.Computerised ? random.Next(9_000_000, 27_000_000) : random.Next(20_000, 400_000);
            rows.Add([French.Iso(day), French.Grouped(number.ToString(CultureInfo.InvariantCulture)), Natures[random.Next(Natures.Length)], "Vendeur", People[random.Next(People.Length)], "Acheteur", People[random.Next(People.Length)], i % 4 == 0 ? "60 000,00 $" : ""]);
        }

        return rows;
    }

    public static string Title(OtherDocument document) => document.Kind switch
    {
        DocumentKind.Index => "Index des immeubles",
        DocumentKind.Plan when document.Cadastre == Districts.Renovated => "Plan cadastral",
        DocumentKind.Plan => "Plan et document cadastral",
        _ => document.Type!,
    };

    private static PrintedPage Page(OtherDocument document, int page, OtherShape shape)
    {
        var inks = new List<Ink>(Header(document, shape)) { new(500, 30, 8, $"Page {page} de {document.Pages}") };
        inks.AddRange(document.Kind switch
        {
            DocumentKind.Index => Rows(document).Skip((page - 1) * 6).Take(6).SelectMany(Entry),
            DocumentKind.Acte => Deed(document, page),
            _ => Drawing(document),
        });
        return new(inks, Picture: !document.Computerised && document.Date.Year < 1995);
    }

    private static IEnumerable<Ink> Entry(string[] row, int i)
    {
        var y = 560 - (i * 60);
        yield return new(50, y, 9, $"{row[0]}   {row[1]}   {row[2]}");
        yield return new(70, y - 14, 9, $"{row[3]} : {row[4]}");
        yield return new(70, y - 28, 9, $"{row[5]} : {row[6]}   {row[7]}");
    }

    private static IEnumerable<Ink> Deed(OtherDocument document, int page)
    {
        yield return new(60, 560, 10, $"L'an {document.Date.Year}, le {French.Long(document.Date)}, devant Me Lucie Thériault, notaire,");
        yield return new(60, 544, 10, page == 1 ? "COMPARAISSENT :" : $"(suite, page {page})");
        yield return new(60, 528, 10, $"{People[page % People.Length]}, et {People[(page + 2) % People.Length]},");
        yield return new(60, 512, 10, $"{Natures[(document.Number.Length + page) % Natures.Length]} d'un immeuble situé dans la circonscription foncière {French.Of(document.District)}.");
    }

    private static IEnumerable<Ink> Drawing(OtherDocument document)
    {
        yield return new(240, 420, 16, French.Grouped(document.Number), Bold: true);
        yield return new(150, 300, 9, "30,48");
        yield return new(420, 300, 9, "15,24");
        yield return new(60, 90, 9, $"Minute 4417 - Échelle 1:1000 - Déposé le {French.Long(document.Date)}");
    }

    private static IEnumerable<Ink> Header(OtherDocument document, OtherShape shape)
    {
        var number = document.Kind == DocumentKind.Plan && document.Number.StartsWith("PC-", StringComparison.Ordinal) ? document.Number : French.Grouped(document.Number);
        (string Label, string Value)[] fields = document.Kind == DocumentKind.Acte
            ? [("Circonscription foncière", document.District), ("Numéro d'inscription", number), ("Nature du document", document.Type!), ("Date de présentation", French.Iso(document.Date))]
            : [("Circonscription foncière", document.District), ("Cadastre", document.Cadastre!), ("Désignation secondaire", document.Secondary ?? ""), ("Lot", number), (document.Kind == DocumentKind.Plan ? "Date du plan" : "Date d'établissement", French.Iso(document.Date))];
        fields = [.. fields.Where(field => field.Value.Length > 0)];
        if (shape.PdfTrim == PdfTrim.LabelsThenValues)
            return [Heading(document), .. fields.Select((field, i) => new Ink(60, 730 - (i * 15), 10, field.Label)), .. fields.Select((field, i) => new Ink(240, 730 - (i * 15), 10, field.Value, Bold: true))];
        if (shape.PdfTrim == PdfTrim.Spaced)
            return [new(60, 756, 13, string.Join(' ', French.Capitals(Title(document)).AsEnumerable()), Bold: true), .. fields.Select((field, i) => new Ink(60, 730 - (i * 15), 10, $"{field.Label} .......... {field.Value}"))];
        return shape.PdfHeader switch
        {
            PdfHeader.Sentence => Sentence(document, number),
            PdfHeader.Columns => [Heading(document), .. fields.SelectMany((field, i) => new Ink[] { new(40 + (i * 110), 724, 7, field.Label), new(40 + (i * 110), 708, 8, field.Value, Bold: true) })],
            PdfHeader.Capitals => [new(60, 756, 13, French.Capitals(Title(document)), Bold: true), .. fields.Select((field, i) => new Ink(60, 730 - (i * 15), 9, French.Capitals($"{French.WithoutAccents(field.Label)} {field.Value}")))],
            PdfHeader.ValueFirst => [.. fields.Reverse().Select((field, i) => new Ink(330, 756 - (i * 15), 9, $"{field.Value} ({field.Label.ToLowerInvariant()})")), Heading(document)],
            _ => [Heading(document), .. fields.Select((field, i) => new Ink(60, 730 - (i * 15), 10, $"{field.Label} : {field.Value}"))],
        };
    }

    private static Ink Heading(OtherDocument document) => new(60, 756, 13, Title(document), Bold: true);

    private static Ink[] Sentence(OtherDocument document, string number)
    {
        var district = $"circonscription foncière {French.Of(document.District)}";
        return document.Kind == DocumentKind.Acte
            ? [new(60, 756, 11, $"{document.Type} inscrit au bureau de la publicité des droits de la"), new(60, 740, 11, $"{district} sous le numéro {number}"), new(60, 724, 11, $"présenté le {French.Long(document.Date)}")]
            : [new(60, 756, 11, $"{Title(document)} : lot {number}{(document.Secondary is null ? "" : $", {document.Secondary}")}"), new(60, 740, 11, $"du cadastre {French.Of(document.Cadastre!)},"), new(60, 724, 11, $"{district}, {French.Long(document.Date)}")];
    }
}
