using Simulators.Gold;
using Simulators.Gold.Truths;
using Simulators.Paper;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses;
using Workers.Support;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>A drawn deed: what a perfect reader returns for each page, and what real witnesses say of its PDF.</summary>
internal sealed record HeardDeed(IReadOnlyList<IReadOnlyList<string>> Pages, IReadOnlyDictionary<int, DeedTestimony> Said)
{
    /// <summary>What hearing the witnesses took.</summary>
    public double SecondsAPage { get; private init; }

    public static Combination Plain { get; } = GoldSet.Draw(1).Combination with
    {
        Template = Template.Deed, Medium = Medium.BornDigital, Hand = Hand.Printed, Skew = Skew.Straight, Turn = Turn.Upright, Ink = global::Simulators.Gold.Ink.Fresh,
        Dirt = Dirt.Clean, Stamping = Stamping.None, Extent = Extent.Continued, Density = Density.Usual,
    };

    public static Task<HeardDeed> HearAsync(GoldDocument deed, WitnessChoice witnesses = WitnessChoice.Text) => HearAsync(deed.Pdf, LinesOf(deed.Truth), witnesses);

    public static async Task<HeardDeed> HearAsync(PaperDocument deed, WitnessChoice witnesses = WitnessChoice.Text) =>
        await HearAsync(await PaperPress.PrintAsync(deed), [.. PaperPress.Write(deed).Pages.Select(page => (IReadOnlyList<string>)[.. page.Header.Select(field => $"{field.Name} : {field.Value}"), .. page.Lines])], witnesses);

    public static PaperDocument Paper(int seed, PaperLook look, int pages = 2) => new()
    {
        Kind = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Pages = pages,
        Look = look,
        Seed = seed,
    };

    /// <summary>What a perfect reader returns, line by line.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> LinesOf(GoldTruth truth) =>
    [
        .. truth.Pages.Select(page => (IReadOnlyList<string>)
        [
            .. page.Header is { } header ? [$"Page {header.Page} {(truth.Writing.Language == Language.English ? "of" : "de")} {header.Of}"] : Array.Empty<string>(),
            .. page.Paragraphs.SelectMany(paragraph => paragraph.Lines).Select(line => line.Text),
        ]),
    ];

    public string TextOf(int page) => string.Join('\n', Pages[page - 1]);

    public DeedFindings Compare(int page, IReadOnlyList<string> lines, IReadOnlyDictionary<int, string>? others = null) =>
        DeedComparison.Of(string.Join('\n', lines), Said[page], others);

    /// <summary>What is said of the truth: every word of it is a false alarm.</summary>
    public IReadOnlyList<string> FalseAlarms() => [.. Pages.SelectMany((lines, i) => Compare(i + 1, lines).Doubts.Select(doubt => $"page {i + 1}: {doubt.Reason}"))];

    private static async Task<HeardDeed> HearAsync(byte[] pdf, IReadOnlyList<IReadOnlyList<string>> pages, WitnessChoice choice)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("deed.pdf");
        await File.WriteAllBytesAsync(path, pdf);
        var options = new OcrOptions { Witnesses = choice };
        using var images = new PageImages(options, TimeProvider.System);
        using var pageWitnesses = new PageWitnesses(options, images, TimeProvider.System);
        var witnesses = new DeedWitnesses(options, pageWitnesses, TimeProvider.System);
        var description = await images.DescribeAsync(path, CancellationToken.None);
        var begin = TimeProvider.System.GetTimestamp();
        var said = await witnesses.HearAsync(path, description, [.. Enumerable.Range(1, pages.Count)], folder.Path, CancellationToken.None);
        return new(pages, said) { SecondsAPage = TimeProvider.System.GetElapsedTime(begin).TotalSeconds / pages.Count };
    }
}
