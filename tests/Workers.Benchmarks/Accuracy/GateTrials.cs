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
/// <param name="IsMarked">A doubt came that the truth does not raise.</param>
/// <param name="IsCaught">Such a doubt touches the line that was lied about, or what is true or false of it.</param>
/// <param name="New">The doubts that the truth does not raise.</param>
/// <param name="Values">Of an index: each value that was told.</param>
internal sealed record LieTrial(HeardPage Page, Lie Lie, bool IsMarked, bool IsCaught, IReadOnlyList<string> New, IReadOnlyList<JudgedValue> Values);

/// <summary>What the gate says of a page that is told as it stands: any doubt is one without cause.</summary>
/// <param name="Reasons">All, with what sends a page to a person by a rule.</param>
internal sealed record TruthTrial(HeardPage Page, IReadOnlyList<string> Reasons)
{
    private const string Rule = ": a person compares it with the page";

    /// <summary>Without the rule that a page written by hand is for a person.</summary>
    public IReadOnlyList<string> Doubts { get; } = [.. Reasons.Where(reason => !reason.EndsWith(Rule, StringComparison.Ordinal))];
}

/// <summary>A value of a reading, how sure the gate says that it is, and whether it is what the page says.</summary>
internal readonly record struct JudgedValue(double Confidence, bool IsRight);

/// <summary>Gives the gate truths and lies about pages, beside what the witnesses really say of them. Pure.</summary>
internal static class GateTrials
{
    public static TruthTrial Truth(HeardPage page) => new(page, Judge(page, page.Document.Truth, page.Truth).Reasons);

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
            yield return new(page, lie, raised is not [], raised.Any(reason => Touches(lie, reason)), raised, [.. values.Select(value => new JudgedValue(value.Confidence, IsRight(value, written, lie)))]);
        }
    }

    private static (IReadOnlyList<string> Reasons, IReadOnlyList<LocatedValue> Values) Judge(HeardPage page, GoldTruth told, GoldPage said)
    {
        if (page.Template is Template.Deed)
        {
            var hasInk = new Dictionary<int, bool> { [said.Number] = page.HasInk };
            var witnessed = page.Deed is { } deed ? new Dictionary<int, DeedTestimony> { [said.Number] = deed } : null;
            return (ActeGate.Judge(GoldAnswers.Answer(GoldAnswers.Deed(told, said)), [said.Number], hasInk, told.Deed!.PublicationNumber, witnessed).Pages[said.Number].Reasons, []);
        }

        var lot = page.Document.Truth.Pages.Select(each => each.Header?.Lot).FirstOrDefault(lot => lot is not null);
        var judged = IndexGate.Judge(GoldAnswers.Answer(GoldAnswers.Index(said, page.HasMarks)), page.HasInk, lot, page.Said);
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
