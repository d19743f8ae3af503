using System.Text.RegularExpressions;

namespace Simulators.OtherRegistre.Pdf;

/// <summary>What the shape adds to the pages of a document, or does to their texts.</summary>
internal static partial class Trimming
{
    public static IReadOnlyList<PrintedPage> Trim(IReadOnlyList<PrintedPage> pages, OtherDocument document, PdfTrim trim) => trim switch
    {
        PdfTrim.TitlePage => [TitlePage, .. pages],
        PdfTrim.Watermark => [.. pages.Select(page => page with { Inks = [new(60, 400, 40, "COPIE DE CONSULTATION", Bold: true, Gray: 0.85), .. page.Inks] })],
        PdfTrim.NoBreakNumbers => Rewritten(pages, text => Groups().Replace(text, "\u00A0")),
        PdfTrim.KernedNumbers => Rewritten(pages, text => Groups().Replace(text, PdfBook.Gap.ToString())),
        PdfTrim.Concordance => [.. pages.Select(page => page with { Inks = [.. page.Inks, .. Concordance(document)] })],
        _ => pages,
    };

    private static PrintedPage TitlePage { get; } = new(
        [
            new(60, 700, 20, "Registre foncier du Québec", Bold: true),
            new(60, 660, 12, "Service de consultation en ligne"),
            new(60, 620, 10, "Le document demandé se trouve aux pages suivantes."),
            new(60, 80, 8, "Renseignements : 1 866 226-0977"),
        ],
        Picture: false);

    private static IReadOnlyList<PrintedPage> Rewritten(IReadOnlyList<PrintedPage> pages, Func<string, string> rewrite) =>
        [.. pages.Select(page => page with { Inks = [.. page.Inks.Select(ink => ink with { Text = rewrite(ink.Text) })] })];

    private static Ink[] Concordance(OtherDocument document) => document.Kind == DocumentKind.Acte
        ? [new(60, 640, 9, "Inscription antérieure : 24 615 320"), new(60, 626, 9, "Demande no 40 117 001")]
        : [new(60, 640, 9, "Remplace les lots : 1 111 222, 399-183"), new(60, 626, 9, "Demande no 40 117 001")];

    [GeneratedRegex("(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", RegexOptions.None, 2000)]
    private static partial Regex Groups();
}
