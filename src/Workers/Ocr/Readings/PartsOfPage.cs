using Workers.Ocr.Acceptance;
using Workers.Office;

namespace Workers.Ocr.Readings;

/// <summary>A page from the readings of its bands, from above: what stands in two of them stands once. Pure.</summary>
internal static class PartsOfPage
{
    private const string Illegible = "[ILLISIBLE]";

    /// <summary>More lines than a picture's overlap holds.</summary>
    private const int MostCommon = 8;

    /// <summary>A shorter part of a number is in many.</summary>
    private const int ShortestPart = 3;

    public static IndexPage EmptyIndex { get; } = new(PageTemplate.Autre, "", new("", "", "", ""), Blank: false, 0, [], "");

    public static ActePages EmptyActe(int page) => new([new(page, Blank: false, "", 0)], new("", "", "", "", [], [], []), []);

    /// <returns>The page, and what a person should look at of its seams.</returns>
    public static (IndexPage Whole, IReadOnlyList<Remark> Doubts) Join(IReadOnlyList<IndexPage> parts)
    {
        var (lines, doubts) = (new List<Inscription>(), new List<Remark>());
        foreach (var part in parts)
        {
            Append(lines, part.Inscriptions, doubts);
        }

        var uncounted = parts.Sum(part => part.LinesSeen - part.Inscriptions.Count);
        var template = parts.Select(part => part.Template).FirstOrDefault(template => template is not PageTemplate.Autre, PageTemplate.Autre);
        var header = new IndexHeader(
            First(parts, part => part.Header.Circonscription), First(parts, part => part.Header.Cadastre), First(parts, part => part.Header.Lot), First(parts, part => part.Header.DesignationSecondaire));
        var page = new IndexPage(
            template, First(parts, part => part.PageNumber), header, parts.All(part => part.Blank), lines.Count + uncounted,
            [.. lines.Select((line, i) => line with { Line = i + 1 })], parts.Select(part => part.OtherText).Aggregate("", (above, below) => TextSeam.Join(above, below).Text));
        return (page, doubts);
    }

    /// <inheritdoc cref="Join(IReadOnlyList{IndexPage})"/>
    public static (ActePages Whole, IReadOnlyList<Remark> Doubts) Join(IReadOnlyList<ActePages> parts)
    {
        var (text, doubts) = ("", new List<Remark>());
        foreach (var part in parts)
        {
            (text, var seam) = TextSeam.Join(text, part.Pages[0].Text);
            if (seam is not Seam.Sure)
            {
                doubts.Add(Remark.Of(seam is Seam.None ? "doubt.parts_no_common_words" : "doubt.parts_words_in_one"));
            }
        }

        var page = new ActePage(parts[0].Pages[0].Page, parts.All(part => part.Pages[0].Blank), text, text.Split(Illegible).Length - 1);
        return (new([page], DeedMerge.Of(parts.Select(part => part.Deed)), [.. parts.SelectMany(part => part.Sections).Distinct()]), doubts);
    }

    /// <summary>The lines of the next band behind those of the bands above it.</summary>
    private static void Append(List<Inscription> above, IReadOnlyList<Inscription> below, List<Remark> doubts)
    {
        var (common, lost) = FindSeam(above, below);
        if (common == 0 && above.Count > 0 && below.Count > 0)
        {
            doubts.Add(Remark.Of("doubt.parts_no_common_line"));
        }

        // What the edge cut of the last line stands whole in the band below; where nothing like it does, it is a line of its own.
        var cut = above.TakeLast(lost).FirstOrDefault();
        above.RemoveRange(above.Count - lost, lost);
        if (cut is not null && !(common < below.Count && IsLike(cut, below[common])))
        {
            doubts.Add(Remark.Of("doubt.parts_line_in_one", new() { ["line"] = cut.PublicationNumber is "" ? Remark.Of("word.a_line") : Remark.Verbatim(cut.PublicationNumber) }));
            below = [.. below.Take(common), cut, .. below.Skip(common)];
        }

        for (var i = 0; i < common; i++)
        {
            var place = above.Count - common + i;
            var (one, other) = (above[place], below[i]);
            if (!SaysTheSame(one, other))
            {
                doubts.Add(Remark.Of("doubt.parts_two_ways", new() { ["number"] = one.PublicationNumber }));
            }

            above[place] = Weight(other) > Weight(one) ? other : one;
        }

        above.AddRange(below.Skip(common));
    }

    /// <summary>How many lines end the one and begin the other, by their numbers, when the last one of the first may be damaged.</summary>
    private static (int Common, int Lost) FindSeam(List<Inscription> above, IReadOnlyList<Inscription> below)
    {
        for (var lost = 0; lost <= 1; lost++)
        {
            for (var common = Math.Min(MostCommon, Math.Min(above.Count - lost, below.Count)); common > 0; common--)
            {
                var ends = above.Skip(above.Count - lost - common).Take(common);
                if (ends.Zip(below).All(pair => HaveOneNumber(pair.First, pair.Second)))
                {
                    return (common, lost);
                }
            }
        }

        return default;
    }

    /// <summary>A line that was cut and the whole one: its number is a part of the other, or is none, and something else is in common.</summary>
    private static bool IsLike(Inscription cut, Inscription whole)
    {
        var (one, other) = (Numbers.Compact(cut.PublicationNumber), Numbers.Compact(whole.PublicationNumber));
        return (one.Length >= ShortestPart && one.Length < other.Length && other.Contains(one, StringComparison.OrdinalIgnoreCase))
            || (!Numbers.IsPublicationNumber(one) && (TextSeam.AreLike(one, other)
                || (cut.PresentationDate is not "" && cut.PresentationDate == whole.PresentationDate)
                || cut.Parties.Any(party => whole.Parties.Any(same => TextSeam.AreLike(party.Name, same.Name)))));
    }

    private static bool HaveOneNumber(Inscription one, Inscription other) =>
        one.PublicationNumber is not "" && string.Equals(Numbers.Compact(one.PublicationNumber), Numbers.Compact(other.PublicationNumber), StringComparison.OrdinalIgnoreCase);

    private static bool SaysTheSame(Inscription one, Inscription other) =>
        (one.PresentationDate, one.Nature, one.Remarks, one.RadiationNumber) == (other.PresentationDate, other.Nature, other.Remarks, other.RadiationNumber)
        && one.Parties.SequenceEqual(other.Parties) && one.AddressNotices.SequenceEqual(other.AddressNotices, StringComparer.Ordinal);

    private static int Weight(Inscription line) =>
        line.PresentationDate.Length + line.Nature.Length + line.Remarks.Length + line.RadiationNumber.Length
        + line.Parties.Sum(party => party.Name.Length + party.Role.Length) + line.AddressNotices.Sum(notice => notice.Length);

    private static string First(IEnumerable<IndexPage> parts, Func<IndexPage, string> field) =>
        parts.Select(field).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? "";
}
