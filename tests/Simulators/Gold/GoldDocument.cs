using Simulators.Gold.Drawing;
using Simulators.Gold.Scans;
using Simulators.Gold.Truths;

namespace Simulators.Gold;

/// <summary>One document of the gold set: how it was drawn and what it says. Its bytes are drawn when they are first asked for.</summary>
internal sealed class GoldDocument(int seed, Combination combination, GoldTruth truth, IReadOnlyList<(Sheet Sheet, Placement Placement)> sheets)
{
    private readonly Lazy<byte[]> twin = new(() => TextPdf.Write(sheets));
    private readonly Lazy<byte[]> scan = new(() => PicturePdf.Write(
    [
        .. sheets.Select((page, at) => new PicturePage(
            Scanner.Scan(page.Sheet, page.Placement, combination, Chance.For(seed, $"scan {at}")),
            page.Placement.Width, page.Placement.Height, combination.Turn == Turn.KeptSideways)),
    ]));

    public int Seed => seed;

    public Combination Combination => combination;

    public GoldTruth Truth => truth;

    /// <summary>The document as a reader gets it.</summary>
    public byte[] Pdf => combination.Medium == Medium.Scan ? scan.Value : twin.Value;

    /// <summary>The same pages with a text layer, each word where the truth says it is. A born-digital document is its own twin.</summary>
    public byte[] Twin => twin.Value;

    public override string ToString() => $"seed {seed}, {combination}";
}
