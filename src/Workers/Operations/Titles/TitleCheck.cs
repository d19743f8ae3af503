using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Matching;

namespace Workers.Operations.Titles;

/// <summary>Holds the copies of one lot's index against each other and against the deeds that are stored. Pure.</summary>
internal static class TitleCheck
{
    private const int MostDigits = 8;
    private const int MostLetters = 3;
    private const string Radiation = "Radiation";
    private const string Notice = "Avis d'adresse";

    /// <param name="indexes">All of one lot: one circonscription, cadastre and designation.</param>
    /// <param name="deeds">With the numbers that the latest copy names, of whatever circonscription.</param>
    public static TitleReport Of(TargetEnvironment environment, string lot, IReadOnlyList<TitleIndex> indexes, IReadOnlyList<TitleDeed> deeds)
    {
        var copies = CopiesOf(indexes);
        var latest = copies.Count > 0 ? copies[0] : null;
        var circonscription = FoldedText.Line(indexes[0].Circonscription ?? "");
        return new(
            environment, lot, indexes[0].Circonscription ?? "", indexes[0].Cadastre ?? "", indexes[0].Designation ?? "",
            latest is null ? null : Told(latest),
            [.. copies.Skip(1).Select(Told)],
            [.. indexes.Where(index => IsUnread(index, latest)).Select(index => index.Id)],
            latest is null ? [] : [.. NamedIn(latest).Select(named => named with { State = IsLegible(named.Number) ? DeedState.Missing : DeedState.Illegible })
                .Select(named => Found(named, deeds, circonscription))],
            latest is null ? [] : [.. LostIn(latest, copies.Skip(1))]);
    }

    /// <summary>On its way, or a copy that is stored, newer than the one that is read, and could not be read itself: it may name more.</summary>
    private static bool IsUnread(TitleIndex index, TitleIndex? latest) =>
        index.StatusId is JobStatus.EnAttente or JobStatus.EnTraitement or JobStatus.Complete
        || (index is { ContentSha256: not null, StatusId: JobStatus.Erreur or JobStatus.OcrComplete, Pages: null or { Count: 0 } } && index.CopiedAt > latest?.CopiedAt);

    /// <summary>The copies that are read, the newest first; what several documents share is one copy.</summary>
    public static IReadOnlyList<TitleIndex> CopiesOf(IEnumerable<TitleIndex> indexes) =>
    [
        .. indexes.Where(index => index is { StatusId: JobStatus.OcrComplete, Pages.Count: > 0 })
            .OrderByDescending(index => index.CopiedAt).ThenBy(index => index.Id)
            .DistinctBy(index => index.ContentSha256 ?? $"{index.Id:D}", StringComparer.Ordinal),
    ];

    /// <summary>The numbers of the deeds that a copy names, as they are looked for.</summary>
    public static IReadOnlyList<string> NumbersOf(TitleIndex copy) =>
        [.. NamedIn(copy).Select(named => named.Number).Where(IsLegible).Select(FoldedText.Number).Distinct(StringComparer.Ordinal)];

    /// <summary>How the registry files a deed of this nature.</summary>
    public static string ActeTypeOf(string nature)
    {
        var words = FoldedText.Words(nature);
        return words.Contains("radiation", StringComparer.Ordinal) ? Radiation
            : words is ["avis", "d", "adresse", ..] or ["avis", "adresse", ..] ? Notice
            : "Acte";
    }

    /// <summary>
    /// Each inscription, and what its columns of radiations and notices name and no line of the index is; a deed that is named several times once, by a page that is
    /// certain where there is one.
    /// </summary>
    private static IEnumerable<NamedDeed> NamedIn(TitleIndex copy)
    {
        var uncertain = OpenPagesOf(copy).Concat(UnreadPagesOf(copy)).ToHashSet();
        var own = LinesOf(copy).Where(line => line.Line.Number is not "" || line.Line.Date is not "" || line.Line.Nature is not "")
            .Select(line => (Key: KeyOf(line.Line), Named: Of(line.Page, line.Line, line.Line.Number, line.Line.Nature, ActeTypeOf(line.Line.Nature)) with { Date = line.Line.Date })).ToList();
        var lines = own.Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        var beside = LinesOf(copy).SelectMany(line => NumbersIn(line.Line.Radiation).Select(number => Of(line.Page, line.Line, number, $"{Radiation} ({line.Line.Number})", Radiation))
                .Concat((line.Line.Notices ?? []).SelectMany(NumbersIn).Select(number => Of(line.Page, line.Line, number, $"{Notice} ({line.Line.Number})", Notice))))
            .Select(named => (Key: FoldedText.Number(named.Number), Named: named))
            .Where(one => !lines.Contains(one.Key));
        return own.Concat(beside).GroupBy(one => $"{one.Named.ActeType}|{one.Key}", one => one.Named, StringComparer.Ordinal).Select(same => same.OrderBy(named => named.InDoubt).First())
            .OrderBy(named => named.Page).ThenBy(named => named.Line);

        NamedDeed Of(int page, TitleLine line, string number, string nature, string type) =>
            new(number, "", nature, type, page, line.Line, DeedState.Missing, InDoubt: uncertain.Contains(page));
    }

    /// <summary>A cell may hold several, one below the other, and words.</summary>
    private static IEnumerable<string> NumbersIn(string cell) =>
        cell.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(part => part.Any(char.IsAsciiDigit));

    private static NamedDeed Found(NamedDeed named, IReadOnlyList<TitleDeed> deeds, string circonscription)
    {
        if (named.State is DeedState.Illegible)
        {
            return named;
        }

        var number = FoldedText.Number(named.Number);
        var best = deeds.Where(deed => deed.Number == number && FoldedText.Line(deed.Circonscription ?? "") == circonscription)
            .Where(deed => deed.ActeType is null || IsOf(named.ActeType, deed.ActeType))
            .Select(deed => (Deed: deed, State: StateOf(deed.StatusId))).OrderBy(deed => deed.State).ThenBy(deed => deed.Deed.Open).FirstOrDefault();
        return best.Deed is null ? named : named with { State = best.State, Id = best.Deed.Id, Outcome = best.Deed.Outcome, Open = best.State is DeedState.There ? Math.Max(best.Deed.Open, best.Deed.NeedsReview ? 1 : 0) : 0 };
    }

    /// <summary>Radiations and notices have numbers of their own; of all else the index does not tell the type.</summary>
    private static bool IsOf(string named, string ordered) => named == ordered || (named is "Acte" && ordered is "Acte divers");

    private static DeedState StateOf(JobStatus status) => status switch
    {
        JobStatus.OcrComplete => DeedState.There,
        JobStatus.Erreur => DeedState.Failed,
        _ => DeedState.OnItsWay,
    };

    /// <summary>A number that stands on a copy twice must stand on a later one twice.</summary>
    private static IEnumerable<LostLine> LostIn(TitleIndex latest, IEnumerable<TitleIndex> earlier)
    {
        var told = new HashSet<(string, int)>();
        var kept = LinesOf(latest).GroupBy(line => KeyOf(line.Line), StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
        foreach (var copy in earlier)
        {
            foreach (var same in LinesOf(copy).GroupBy(line => KeyOf(line.Line), StringComparer.Ordinal))
            {
                foreach (var ((page, line), place) in same.Select((line, place) => (line, place)).Skip(kept.GetValueOrDefault(same.Key)).Where(lost => told.Add((same.Key, lost.place))))
                {
                    yield return new(line.Number, line.Date, line.Nature, copy.Id, copy.CopiedAt, page, line.Line);
                }
            }
        }
    }

    private static IEnumerable<(int Page, TitleLine Line)> LinesOf(TitleIndex copy) => (copy.Pages ?? []).SelectMany(page => page.Lines.Select(line => (page.Page, line)));

    /// <summary>The number alone tells inscriptions apart; where it cannot be read, what else stands there does.</summary>
    private static string KeyOf(TitleLine line) => IsLegible(line.Number) ? FoldedText.Number(line.Number) : $"{FoldedText.Number(line.Number)}|{FoldedText.Line(line.Date)}|{FoldedText.Line(line.Nature)}";

    private static bool IsLegible(string number)
    {
        var bare = FoldedText.Number(number);
        return bare.Count(char.IsAsciiDigit) is >= 1 and <= MostDigits && bare.Count(char.IsAsciiLetter) <= MostLetters
            && number.All(sign => char.IsWhiteSpace(sign) || char.IsAsciiLetterOrDigit(sign) || sign is '-');
    }

    private static IndexCopy Told(TitleIndex copy) => new(
        copy.Id, copy.CopiedAt, copy.Pages!.Count, copy.Pages.Sum(page => page.Lines.Count), OpenPagesOf(copy), UnreadPagesOf(copy));

    private static List<int> UnreadPagesOf(TitleIndex copy) => [.. copy.Pages!.Where(page => page.Unread).Select(page => page.Page)];

    /// <summary>A document that needs a review and has no doubt listed (it was read by an older version) is certain nowhere.</summary>
    private static List<int> OpenPagesOf(TitleIndex copy)
    {
        List<int> open = [.. copy.Pages!.Where(page => page.Open > 0).Select(page => page.Page)];
        return open is [] && copy.NeedsReview ? [.. copy.Pages!.Select(page => page.Page)] : open;
    }
}
