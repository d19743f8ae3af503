using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

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
    public static Judgement<IndexPage> Judge(
        ModelAnswer answer, bool hasInk, string? requestedLot, PageTestimony? said = null, SecondReadings? seconds = null)
    {
        if (FinishRule.FindFault(answer) is { } unfinished)
        {
            return Judgement<IndexPage>.Refuse(unfinished, answer.IsWithheld);
        }

        var (page, fault) = ReadingJson.TryParse<IndexPage>(answer.Text);
        if (page is null)
        {
            return Judgement<IndexPage>.Refuse(fault!);
        }

        return FindRefusal(page, hasInk) is { } refusal ? Judgement<IndexPage>.Refuse(refusal) : Judge(page, hasInk, requestedLot, said, seconds ?? SecondReadings.None);
    }

    /// <summary>A reading that is usable, with what else was read of the page.</summary>
    /// <param name="asRead">As the model gave it.</param>
    public static Judgement<IndexPage> Judge(IndexPage asRead, bool hasInk, string? requestedLot, PageTestimony? said, SecondReadings seconds)
    {
        if (said is null)
        {
            return Judgement<IndexPage>.Of(asRead, [.. FindDoubts(asRead, hasInk, requestedLot)]);
        }

        var (page, repairs) = StripRepair.Apply(asRead, said, seconds.Strips);
        var (doubts, values) = WitnessedPage.Of(page, said, seconds);
        return Judgement<IndexPage>.Of(page, [.. FindDoubts(page, hasInk, requestedLot), .. doubts]) with
        {
            Values = values,
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
            yield return new($"{page.LinesSeen} lines seen, {lines.Count} returned");
        }

        if (lines.Where((line, i) => line.Line != i + 1).Any())
        {
            yield return new("the lines are not numbered without gaps");
        }

        if (hasInk && lines is [])
        {
            yield return new("no inscription on a page with writing");
        }

        if (!hasInk && lines is not [])
        {
            yield return new("inscriptions on a page without visible writing");
        }

        if (ReadingLoops.HasTwice(lines))
        {
            yield return new("an inscription is returned twice");
        }

        if (Name(lines.Where(line => !Numbers.IsPublicationNumber(line.PublicationNumber))) is { } odd)
        {
            yield return new($"no certain publication number on {odd}");
        }

        if (Name(lines.Where(line => line.Confidence is < LowConfidence or > 100)) is { } low)
        {
            yield return new($"low confidence on {low}", AgainMayHelp: false);
        }

        if (Name(lines.Where(HasIllegible)) is { } illegible)
        {
            yield return new($"illegible places on {illegible}", AgainMayHelp: false);
        }

        if (page.Header.Lot is not "" && !string.IsNullOrWhiteSpace(requestedLot) && !Numbers.AreSame(page.Header.Lot, requestedLot))
        {
            yield return new($"the page is headed lot {page.Header.Lot}, asked was {requestedLot}");
        }
    }

    private static bool HasIllegible(Inscription line) =>
        new[] { line.PresentationDate, line.Nature, line.Remarks, line.RadiationNumber }
            .Concat(line.Parties.Select(party => party.Name))
            .Any(text => text.Contains(Illegible, StringComparison.Ordinal));

    /// <summary>"line 3" or "lines 3, 5, 8"; null for none.</summary>
    private static string? Name(IEnumerable<Inscription> lines)
    {
        var numbers = lines.Select(line => line.Line).ToList();
        return numbers is [] ? null : $"{(numbers.Count is 1 ? "line" : "lines")} {string.Join(", ", numbers)}";
    }
}
