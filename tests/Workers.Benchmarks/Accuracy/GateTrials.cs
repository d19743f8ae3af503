using System.Globalization;
using System.Text.RegularExpressions;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Simulators.Gold.Truths;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Benchmarks.Accuracy;

/// <summary>One lie told to the gate about one page.</summary>
/// <param name="IsMarked">A doubt came that the truth does not raise.</param>
/// <param name="IsCaught">Such a doubt touches the line that was lied about, or what is true or false of it.</param>
/// <param name="New">The doubts that the truth does not raise.</param>
internal sealed record LieTrial(HeardPage Page, Lie Lie, bool IsMarked, bool IsCaught, IReadOnlyList<string> New);

/// <summary>What the gate says of a page that is told as it stands: any doubt is one without cause.</summary>
internal sealed record TruthTrial(HeardPage Page, IReadOnlyList<string> Doubts);

/// <summary>Gives the gate truths and lies about pages, beside what the witnesses really say of them. Pure.</summary>
internal static class GateTrials
{
    public static TruthTrial Truth(HeardPage page) => new(page, Judge(page, page.Document.Truth, page.Truth));

    /// <summary>One lie of each kind that this page has room for.</summary>
    public static IEnumerable<LieTrial> Lies(TruthTrial truth, int seed)
    {
        var page = truth.Page;
        var alone = page.Document.Truth with { Pages = [page.Truth] };
        foreach (var (told, lie) in Lying.Each(alone, unchecked((seed * 131) + (page.Document.Seed * 17) + page.Truth.Number)))
        {
            IReadOnlyList<string> raised = [.. Judge(page, told, told.Pages[0]).Except(truth.Doubts, StringComparer.Ordinal)];
            yield return new(page, lie, raised is not [], raised.Any(reason => Touches(lie, reason)), raised);
        }
    }

    private static IReadOnlyList<string> Judge(HeardPage page, GoldTruth told, GoldPage said) => page.Template is Template.Deed
        ? ActeGate.Judge(
            GoldAnswers.Answer(GoldAnswers.Deed(told, said)), [said.Number], new Dictionary<int, bool> { [said.Number] = page.HasInk },
            page.Document.Truth.Deed!.PublicationNumber).Pages[said.Number].Reasons
        : IndexGate.Judge(
            GoldAnswers.Answer(GoldAnswers.Index(said, page.HasMarks)), page.HasInk,
            page.Document.Truth.Pages.Select(each => each.Header?.Lot).FirstOrDefault(lot => lot is not null), page.Said).Reasons;

    private static bool Touches(Lie lie, string reason) =>
        lie.Kind is LieKind.DropParagraph
        || (lie.Kind is LieKind.OmitLine && reason.Contains("not returned", StringComparison.Ordinal))
        || Names(reason, lie.Line) || (lie.OtherLine is { } other && Names(reason, other))
        || Holds(reason, lie.True) || Holds(reason, lie.False);

    private static bool Names(string reason, int line) =>
        Regex.IsMatch(reason, string.Create(CultureInfo.InvariantCulture, $@"\blines? (?:\d+, )*{line}\b"), RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool Holds(string reason, string? value) =>
        value is { Length: > 0 } && NumberShape.Compact(reason).Contains(NumberShape.Compact(value), StringComparison.Ordinal);
}
