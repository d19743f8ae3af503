using Simulators.Paper.Pdf;

namespace Simulators.Paper;

/// <summary>Prints a paper: description in, PDF and truth out.</summary>
internal static class PaperPress
{
    private const int ScanDpi = 150;
    private const int ScanQuality = 60;

    /// <summary>What the document says, without printing it.</summary>
    public static Truth Write(PaperDocument document) => new(document, document.Kind switch
    {
        PaperKind.Index => IndexWriting.Write(document),
        PaperKind.Acte => ActeWriting.Write(document),
        _ => PlanWriting.Write(document),
    });

    public static async Task<byte[]> PrintAsync(PaperDocument document, CancellationToken stop = default)
    {
        var digital = PrintDigital(Write(document));
        if (document.Look == PaperLook.Digital)
        {
            return digital;
        }

        var frame = PageFrame.For(document.Kind);
        var clean = await Poppler.RenderAsync(digital, ScanDpi, stop);
        return PdfFile.Write(FileTitle(document), clean.Select((image, i) => new PdfCanvas(frame.Width, frame.Height)
        {
            Scan = Leptonica.ToJpeg(ScannedLook.Age(image, Dice.For(document, i + 1)), ScanQuality),
            ScanWidth = image.Width,
            ScanHeight = image.Height,
        }));
    }

    private static byte[] PrintDigital(Truth truth) =>
        PdfFile.Write(FileTitle(truth.Document), truth.Pages.Select(page => Draw(truth.Document, page)));

    private static PdfCanvas Draw(PaperDocument document, PageTruth page)
    {
        var frame = PageFrame.For(document.Kind);
        var canvas = new PdfCanvas(frame.Width, frame.Height);
        PageFurniture.Draw(canvas, frame, Title(document), page, new PageMark(document.Key, page.Page));
        switch (document.Kind)
        {
            case PaperKind.Index:
                IndexDrawing.Draw(canvas, frame, page);
                break;
            case PaperKind.Acte:
                ActeDrawing.Draw(canvas, page);
                break;
            default:
                PlanDrawing.Draw(canvas, PlanWriting.WritePage(document, page.Page));
                break;
        }

        return canvas;
    }

    private static string FileTitle(PaperDocument document) => $"{Title(document)} {document.Number}";

    private static string Title(PaperDocument document) => document.Kind switch
    {
        PaperKind.Index => "INDEX DES IMMEUBLES",
        PaperKind.Acte => $"{document.ActeType ?? "Acte"} publié".ToUpperInvariant(),
        _ => "PLAN CADASTRAL",
    };
}
