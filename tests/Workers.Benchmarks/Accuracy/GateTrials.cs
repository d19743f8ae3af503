using System.Globalization;
using System.Text.RegularExpressions;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Simulators.Gold.Truths;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Benchmarks.Accuracy;

/// <summary>One lie told to the gate about one page.</summary>
/// <param name="Notice">What came of it.</param>
/// <param name="IsMarked">The page goes to a person, for whatever reason.</param>
/// <param name="New">The doubts that the truth does not raise.</param>
/// <param name="Values">Of an index: each value that was told.</param>
internal sealed record LieTrial(HeardPage Page, Lie Lie, Notice Notice, bool IsMarked, IReadOnlyList<string> New, IReadOnlyList<JudgedValue> Values)
{
    public bool IsCaught => Notice is not Notice.Unnoticed;
}

/// <summary>What became of a lie.</summary>
internal enum Notice
{
    /// <summary>A doubt that the truth does not raise touches the line that was lied about, or what is true or false of it.</summary>
    Named,

    /// <summary>The page as a whole, or that line of it, goes to a person because nobody but the model has read it.</summary>
    ForPerson,

    /// <summary>Neither, though the page may be marked for something else.</summary>
    Unnoticed,
}

/// <summary>What the gate says of a page that is told as it stands: any doubt is one without cause.</summary>
/// <param name="Reasons">All, with what sends a page to a person by a rule.</param>
/// <param name="ReadTwice">What is still said where a second reading of the page, and of each strip of it, says the truth too.</param>
internal sealed record TruthTrial(HeardPage Page, IReadOnlyList<string> Reasons, IReadOnlyList<string> ReadTwice)
{
    /// <summary>Without those that say that nobody but the model has read the page, or some of it.</summary>
    public IReadOnlyList<string> Doubts { get; } = [.. Reasons.Where(reason => !IsForPerson(reason))];

    public static bool IsForPerson(string reason) => reason.Contains("a person compares", StringComparison.Ordinal);
}

/// <summary>A value of a reading, how sure the gate says that it is, and whether it is what the page says.</summary>
internal readonly record struct JudgedValue(double Confidence, bool IsRight);

/// <summary>Gives the gate truths and lies about pages, beside what the witnesses really say of them. Pure.</summary>
internal static class GateTrials
{
    public static TruthTrial Truth(HeardPage page) => new(
        page, Judge(page, page.Document.Truth, page.Truth).Reasons, page.Template is Template.Deed ? [] : Judge(page, page.Document.Truth, page.Truth, SecondsOf(page)).Reasons);

    /// <summary>One lie of each kind that this page has room for.</summary>
    public static IEnumerable<LieTrial> Lies(TruthTrial truth, int seed)
    {
        var page = truth.Page;
        var alone = page.Document.Truth with { Pages = [page.Truth] };
        var written = GoldAnswers.Index(page.Truth, page.HasMarks).Inscriptions;
        foreach (var (told, lie) in Lying.Each(alone, unchecked((seed * 131) + (page.Document.Seed * 17) + page.Truth.Number)))
        {
            var (reasons, values) = Judge(page, told, told.Pages[0]);
            IReadOnlyList<string> raised = [.. reasons.Except(truth.Reasons, StringComparer.Ordinal)];
            var notice = raised.Any(reason => Touches(lie, reason)) ? Notice.Named
                : reasons.Any(reason => TruthTrial.IsForPerson(reason) && (!reason.StartsWith("line", StringComparison.Ordinal) || Names(reason, lie.Line))) ? Notice.ForPerson
                : Notice.Unnoticed;
            yield return new(page, lie, notice, reasons is not [], raised, [.. values.Select(value => new JudgedValue(value.Confidence, IsRight(value, written, lie)))]);
        }
    }

    /// <summary>What a second model would say that reads the page as it is.</summary>
    private static SecondReadings SecondsOf(HeardPage page)
    {
        var read = GoldAnswers.Index(page.Truth, page.HasMarks);
        return new(page.Said.Table is { Bands: { Count: > 0 } bands } ? [new(new(0, bands.Count - 1), read.Inscriptions)] : [], [read]);
    }

    private static (IReadOnlyList<string> Reasons, IReadOnlyList<LocatedValue> Values) Judge(HeardPage page, GoldTruth told, GoldPage said, SecondReadings? seconds = null)
    {
        if (page.Template is Template.Deed)
        {
            var hasInk = new Dictionary<int, bool> { [said.Number] = page.HasInk };
            var witnessed = page.Deed is { } deed ? new Dictionary<int, DeedTestimony> { [said.Number] = deed } : null;
            return (ActeGate.Judge(GoldAnswers.Answer(GoldAnswers.Deed(told, said)), [said.Number], hasInk, told.Deed!.PublicationNumber, witnessed, new(IsHeld: true)).Pages[said.Number].Reasons, []);
        }

        var lot = page.Document.Truth.Pages.Select(each => each.Header?.Lot).FirstOrDefault(lot => lot is not null);
        var judged = IndexGate.Judge(GoldAnswers.Answer(GoldAnswers.Index(said, page.HasMarks)), page.HasInk, lot, page.Said, seconds, new(IsHeld: true));
        return (judged.Reasons, judged.Values);
    }

    /// <summary>Whether the value that counts is the one of the line on the page that it was told of.</summary>
    private static bool IsRight(LocatedValue value, IReadOnlyList<Inscription> written, Lie lie)
    {
        var line = lie.Kind switch
        {
            LieKind.OmitLine when value.Line >= lie.Line => value.Line + 1,
            LieKind.InventLine when value.Line == lie.Line => 0,
            LieKind.InventLine when value.Line > lie.Line => value.Line - 1,
            _ => value.Line,
        };
        var field = IndexField.All.First(field => field.Name == value.Field);
        return line > 0 && SameValue.Of(field, value.Text, field.Read(written[line - 1]));
    }

    private static bool Touches(Lie lie, string reason) =>
        lie.Kind is LieKind.DropParagraph
        || (lie.Kind is LieKind.InventLine && reason.Contains("too many returned", StringComparison.Ordinal))
        || (lie.Kind is LieKind.OmitLine && reason.Contains("not returned", StringComparison.Ordinal))
        || Names(reason, lie.Line) || (lie.OtherLine is { } other && Names(reason, other))
        || Holds(reason, lie.True) || Holds(reason, lie.False);

    private static bool Names(string reason, int line) =>
        Regex.IsMatch(reason, string.Create(CultureInfo.InvariantCulture, $@"\blines? (?:\d+, )*{line}\b"), RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool Holds(string reason, string? value) =>
        value is { Length: > 0 } && NumberShape.Compact(reason).Contains(NumberShape.Compact(value), StringComparison.Ordinal);
}
