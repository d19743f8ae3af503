using System.Text.Json.Nodes;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>Whether the reading of one index page may count. Pure: the answer, what others saw of the page, and the request decide.</summary>
internal static class IndexGate
{
    private const int LowConfidence = 70;
    private const string Illegible = "[ILLISIBLE]";

    /// <param name="hasInk">Whether the page image shows any writing.</param>
    /// <param name="requestedLot">The lot that was ordered; the model was not told.</param>
    /// <param name="said">What witnesses say of the page; null where nobody was asked.</param>
    /// <param name="seconds">What else was read of the page.</param>
    /// <param name="policy">What becomes of a page that nobody else could read; null: only one written by hand is held.</param>
    public static Judgement<IndexPage> Judge(
        ModelAnswer answer, bool hasInk, string? requestedLot, PageTestimony? said = null, SecondReadings? seconds = null, UnwitnessedPolicy? policy = null)
    {
        if (FinishRule.FindFault(answer) is { } unfinished)
        {
            return Judgement<IndexPage>.Refuse(unfinished, answer.IsWithheld, answer.IsTooLarge);
        }

        var (page, fault) = ReadingJson.TryParse<IndexPage>(answer.Text);
        if (page is null)
        {
            return Judgement<IndexPage>.Refuse(fault!);
        }

        return FindRefusal(page, hasInk) is { } refusal ? Judgement<IndexPage>.Refuse(refusal) : Judge(page, hasInk, requestedLot, said, seconds ?? SecondReadings.None, policy);
    }

    /// <summary>A reading that is usable, with what else was read of the page.</summary>
    /// <param name="asRead">As the model gave it.</param>
    public static Judgement<IndexPage> Judge(IndexPage asRead, bool hasInk, string? requestedLot, PageTestimony? said, SecondReadings seconds, UnwitnessedPolicy? policy = null)
    {
        if (said is null)
        {
            return Judgement<IndexPage>.Of(asRead, [.. FindDoubts(asRead, hasInk, requestedLot)]);
        }

        var (page, repairs) = StripRepair.Apply(asRead, said, seconds.Strips);
        var (doubts, values) = WitnessedPage.Of(page, said, seconds, policy);
        return Judgement<IndexPage>.Of(page, [.. FindDoubts(page, hasInk, requestedLot), .. doubts]) with
        {
            Values = values,
            IsUnwitnessed = doubts.Any(doubt => doubt.IsUnwitnessed),
            IsEmpty = hasInk && page.Inscriptions is [],
            AsRead = repairs is [] ? null : asRead,
            Repairs = repairs,
        };
    }

    private static string? FindRefusal(IndexPage page, bool hasInk)
    {
        if (hasInk && page is { Inscriptions: [], OtherText: "", Header: { Circonscription: "", Cadastre: "", Lot: "" } })
        {
            return "nothing was read on a page with writing";
        }

        return ReadingLoops.Find(page);
    }

    private static IEnumerable<Doubt> FindDoubts(IndexPage page, bool hasInk, string? requestedLot)
    {
        var lines = page.Inscriptions;
        if (page.LinesSeen != lines.Count)
        {
            yield return Doubt.Of(Remark.Of("doubt.lines_count", new() { ["seen"] = page.LinesSeen, ["returned"] = lines.Count }));
        }

        if (lines.Where((line, i) => line.Line != i + 1).Any())
        {
            yield return Doubt.Of(Remark.Of("doubt.lines_numbering"));
        }

        if (hasInk && lines is [])
        {
            yield return Doubt.Of(Remark.Of("doubt.no_inscription"));
        }

        if (!hasInk && lines is not [])
        {
            yield return Doubt.Of(Remark.Of("doubt.inscriptions_without_writing"));
        }

        if (ReadingLoops.HasTwice(lines))
        {
            yield return Doubt.Of(Remark.Of("doubt.inscription_twice"));
        }

        if (Name(lines.Where(line => !Numbers.IsPublicationNumber(line.PublicationNumber))) is { } odd)
        {
            yield return Doubt.Of(Remark.Of("doubt.uncertain_numbers", new() { ["lines"] = odd }));
        }

        if (Name(lines.Where(line => line.Confidence is < LowConfidence or > 100)) is { } low)
        {
            yield return Doubt.Of(Remark.Of("doubt.low_confidence", new() { ["lines"] = low }), againMayHelp: false);
        }

        if (Name(lines.Where(HasIllegible)) is { } illegible)
        {
            yield return Doubt.Of(Remark.Of("doubt.illegible_lines", new() { ["lines"] = illegible }), againMayHelp: false);
        }

        if (OrderedNumber.FindOther(page, requestedLot) is { } other)
        {
            yield return Doubt.Of(other);
        }
    }

    private static bool HasIllegible(Inscription line) =>
        new[] { line.PresentationDate, line.Nature, line.Remarks, line.RadiationNumber }
            .Concat(line.Parties.Select(party => party.Name))
            .Any(text => text.Contains(Illegible, StringComparison.Ordinal));

    /// <summary>"line 3" or "lines 3, 5, 8"; null for none.</summary>
    private static Remark? Name(IEnumerable<Inscription> lines) => Name([.. lines.Select(line => line.Line)]);

    /// <inheritdoc cref="Name(IEnumerable{Inscription})"/>
    public static Remark? Name(IReadOnlyList<int> numbers) =>
        numbers is [] ? null : Remark.Of("word.lines", new() { ["count"] = numbers.Count, ["numbers"] = new JsonArray([.. numbers.Select(number => (JsonNode)number)]) });
}
