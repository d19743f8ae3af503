using Workers.Ocr.Readings;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// Looks for a model's loop in every field and every list of a reading: what repeats is no reading of the page, and what stood behind it
/// may be lost. Pure.
/// </summary>
internal static class ReadingLoops
{
    /// <summary>A number is given to one inscription: the same in a row comes from no page.</summary>
    private const int SameNumber = 4;

    /// <summary>Without a number, lines of a page may look the same: radiations that differ in nothing that is legible.</summary>
    private const int SameWithoutNumber = 16;
    private const int SameEntry = 8;

    /// <summary>The instalments of a loan are equal.</summary>
    private const int SameAmount = 60;

    /// <returns>Null when there is none, else what repeats.</returns>
    public static string? Find(IndexPage page) =>
        FindInscriptions(page.Inscriptions)
        ?? InText(
            ("page_number", page.PageNumber), ("header", page.Header.Circonscription), ("header", page.Header.Cadastre), ("header", page.Header.Lot),
            ("header", page.Header.DesignationSecondaire), ("other_text", page.OtherText))
        ?? First(page.Inscriptions, line => In($"line {line.Line}", Find(line)));

    /// <inheritdoc cref="Find(IndexPage)"/>
    public static string? Find(ActePage page) => Repetition.Find(page.Text);

    /// <summary>What an answer says of an acte as a whole.</summary>
    public static string? Find(ActePages acte) =>
        In("deed", InText(("publication_number", acte.Deed.PublicationNumber), ("date", acte.Deed.Date), ("nature", acte.Deed.Nature), ("notary", acte.Deed.Notary)))
        ?? In("deed", InList("parties", [.. acte.Deed.Parties.Select(Told)], SameEntry))
        ?? In("deed", InList("lots", acte.Deed.Lots, SameEntry))
        ?? In("deed", InList("amounts", acte.Deed.Amounts, SameAmount))
        ?? InList("sections", [.. acte.Sections.Select(section => FormattableString.Invariant($"[{section.Kind}:{section.Page}] {section.Text}"))], SameEntry)
        ?? First(acte.Sections, section => InText(("sections", section.Text)));

    /// <summary>Whether an inscription with a certain number is returned twice, wherever, or any twice in a row.</summary>
    public static bool HasTwice(IReadOnlyList<Inscription> lines)
    {
        var numbers = Repetition.Numbered(lines, SameContent.Instance);
        return lines.Where((_, i) => i > 0 && numbers[i] == numbers[i - 1]).Any()
            || lines.Select((line, i) => (line, Content: numbers[i])).Where(each => Numbers.IsPublicationNumber(each.line.PublicationNumber))
                .GroupBy(each => each.Content).Any(same => same.Skip(1).Any());
    }

    private static string? Find(Inscription line) =>
        InText(
            ("presentation_date", line.PresentationDate), ("publication_number", line.PublicationNumber), ("nature", line.Nature),
            ("remarks", line.Remarks), ("radiation_number", line.RadiationNumber))
        ?? InList("parties", [.. line.Parties.Select(Told)], SameEntry)
        ?? InList("address_notices", line.AddressNotices, SameEntry);

    private static string? FindInscriptions(IReadOnlyList<Inscription> lines)
    {
        foreach (var run in Runs.In(Repetition.Numbered(lines, SameContent.Instance), rounds: 3))
        {
            var fewest = lines.Skip(run.Start).Take(run.Period).Any(line => Numbers.IsPublicationNumber(line.PublicationNumber)) ? SameNumber : SameWithoutNumber;
            if (run.Length >= fewest && (run.Period is 1 || run.Length >= fewest * 3 / 2))
            {
                return run.Period is 1 ? $"the same inscription is returned {run.Rounds} times in a row" : $"the same {run.Period} inscriptions are returned {run.Rounds} times in turn";
            }
        }

        return null;
    }

    private static string Told(Party party) => $"{party.Name} {party.Role}".TrimEnd();

    private static string? InText(params ReadOnlySpan<(string Field, string Text)> fields)
    {
        foreach (var (field, text) in fields)
        {
            if (Repetition.Find(text) is { } loop)
            {
                return In(field, loop);
            }
        }

        return null;
    }

    /// <summary>As entries, and as the text of one of them.</summary>
    private static string? InList(string field, IReadOnlyList<string> entries, int fewest) =>
        In(field, Repetition.FindInList(entries, fewest) ?? First(entries, Repetition.Find));

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> find) => items.Select(find).FirstOrDefault(loop => loop is not null);

    private static string? In(string place, string? loop) => loop is null ? null : $"{place}: {loop}";

    /// <summary>Compares inscriptions by what the page says, without their place and the model's confidence.</summary>
    private sealed class SameContent : IEqualityComparer<Inscription>
    {
        public static readonly SameContent Instance = new();

        public bool Equals(Inscription? x, Inscription? y) =>
            Bare(x!) == Bare(y!) && x!.Parties.SequenceEqual(y!.Parties) && x.AddressNotices.SequenceEqual(y.AddressNotices, StringComparer.Ordinal);

        public int GetHashCode(Inscription obj) => HashCode.Combine(obj.PresentationDate, obj.PublicationNumber, obj.Nature, obj.Remarks, obj.RadiationNumber, obj.Parties.Count);

        private static Inscription Bare(Inscription line) => line with { Line = 0, Confidence = 0, Parties = [], AddressNotices = [] };
    }
}
