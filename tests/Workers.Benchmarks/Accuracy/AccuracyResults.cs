using Simulators.Gold;
using Simulators.Gold.Lies;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Who was asked beside the model: <c>OCR_WITNESSES</c>.</summary>
internal enum Heard
{
    Text,
    All,
}

/// <summary>The pages of one column of the tables.</summary>
/// <param name="Look">Null for all looks.</param>
internal sealed record View(string Name, Heard By, Medium Medium, Look? Look = null)
{
    public bool Holds(HeardPage page) => page.Medium == Medium && (Look is not { } look || page.Look == look);

    public bool Holds(Heard by, HeardPage page) => by == By && Holds(page);
}

/// <summary>Everything that a run measured, page by page.</summary>
internal sealed class AccuracyResults
{
    public List<(Heard By, TruthTrial Trial)> Truths { get; } = [];

    public List<(Heard By, LieTrial Trial)> Lies { get; } = [];

    public List<(HeardPage Page, ReadScore Score)> Tables { get; } = [];

    public List<(HeardPage Page, TextErrors Errors)> Deeds { get; } = [];

    public List<(HeardPage Page, ReadScore Score, IReadOnlyList<string> Doubts)> Model { get; } = [];

    public int Documents { get; set; }

    /// <summary>Adds a page as the witnesses alone read it and as the gate judges truths and lies about it.</summary>
    public void Add(HeardPage page, int seed)
    {
        if (page.Template is Template.Deed)
        {
            if (page.Truth.Paragraphs is not [])
            {
                Deeds.Add((page, TextErrors.Of(GoldAnswers.Text(page.Truth), Read(page))));
            }
        }
        else
        {
            Tables.Add((page, ReadScore.Of([.. page.Truth.Lines.Select(ReadLine.Of)], [.. page.Said.Table?.Bands.Select(ReadLine.Of) ?? []])));
        }

        foreach (var (by, heard) in new[] { (Heard.Text, page.WithoutTesseract()), (Heard.All, page) })
        {
            var truth = GateTrials.Truth(heard);
            Truths.Add((by, truth));
            Lies.AddRange(GateTrials.Lies(truth, seed).Select(trial => (by, trial)));
        }
    }

    /// <summary>Of a kind of lie, or of several.</summary>
    public IEnumerable<LieTrial> Told(View view, params IReadOnlyList<LieKind> kinds) =>
        Lies.Where(lie => view.Holds(lie.By, lie.Trial.Page) && (kinds is [] || kinds.Contains(lie.Trial.Lie.Kind))).Select(lie => lie.Trial);

    public IEnumerable<TruthTrial> True(View view) => Truths.Where(truth => view.Holds(truth.By, truth.Trial.Page)).Select(truth => truth.Trial);

    public IEnumerable<HeardPage> Pages(View view) => True(view).Select(truth => truth.Page);

    /// <summary>What was read outside the head, which the paragraphs do not hold.</summary>
    private static string Read(HeardPage page) => string.Join('\n', page.Said.Words.Said?.Lines
        .Select(line => string.Join(' ', line.Words.Where(word => page.Truth.Header is not { } head || !head.Box.Holds(word.Box.Centre, word.Box.Middle, slack: 3)).Select(word => word.Text))) ?? []);
}
