using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>What one check of a document found.</summary>
/// <param name="Note">With the page.</param>
/// <param name="Line">The inscription whose value is suspect; null where none is.</param>
/// <param name="Field">As in the answer schema.</param>
internal sealed record CheckFinding(Remark Note, int Page, int? Line = null, string? Field = null);

/// <summary>
/// Whether the pages of an index agree with each other. What they contradict is noted for review and its value is less sure; nothing is asked
/// again. A value that a witness confirmed stands so in the register, whatever its neighbours say. Pure.
/// </summary>
internal static partial class IndexChecks
{
    /// <summary>A witness other than the model agrees.</summary>
    private const double Witnessed = 0.9;
    private const int LongestPageNumber = 60;

    /// <param name="pages">All pages of the document, in order.</param>
    /// <returns>The notes, and the pages with what is less sure.</returns>
    public static (IReadOnlyList<Remark> Notes, IReadOnlyList<PageResult<IndexPage>> Pages) Apply(IReadOnlyList<PageResult<IndexPage>> pages)
    {
        var readings = pages.Select(page => page.Reading).ToList();
        List<CheckFinding> found =
        [
            .. FindUnordered(readings).Concat(FindRadiations(readings)).Where(finding => !IsWitnessed(pages[finding.Page - 1], finding)),
            .. FindHeaders(readings), .. FindNumbering(readings), .. FindRepeated(readings),
        ];
        return ([.. found.Select(finding => finding.Note).Distinct()], [.. pages.Select((page, i) => Lower(page, [.. found.Where(finding => finding.Page == i + 1)]))]);
    }

    private static bool IsWitnessed(PageResult<IndexPage> page, CheckFinding finding) =>
        page.Values.Any(value => value.Line == finding.Line && value.Field == finding.Field && value.Confidence > Witnessed);

    private static PageResult<IndexPage> Lower(PageResult<IndexPage> page, IReadOnlyList<CheckFinding> found) => found is []
        ? page
        : page with
        {
            Values = [.. page.Values.Select(value => found.Any(finding => finding.Line == value.Line && finding.Field == value.Field)
                ? value with { Confidence = Math.Min(value.Confidence, Agreement.Contradicted) }
                : value)],
        };

    /// <summary>On a computerised page numbers and dates rise from line to line.</summary>
    private static IEnumerable<CheckFinding> FindUnordered(IReadOnlyList<IndexPage> pages) =>
        pages.SelectMany((page, i) => page.Template is PageTemplate.ModerneInscription or PageTemplate.ModerneRadiation
            ? Unordered(page, i + 1, IndexField.Number, line => NumberOf(line.PublicationNumber))
                .Concat(Unordered(page, i + 1, IndexField.Date, line => DateOf(line.PresentationDate)?.DayNumber))
            : []);

    private static IEnumerable<CheckFinding> Unordered(IndexPage page, int number, IndexField field, Func<Inscription, long?> valueOf)
    {
        var known = page.Inscriptions.Where(line => valueOf(line) is not null).ToList();
        return RisingOrder.FindSuspects([.. known.Select(line => valueOf(line)!.Value)]).Select(at => new CheckFinding(
            Remark.Of("note.out_of_order", new() { ["page"] = number, ["field"] = field.Said, ["line"] = known[at].Line, ["value"] = field.Read(known[at]) }),
            number, known[at].Line, field.Name));
    }

    /// <summary>An inscription is cancelled by a later one; a page of radiations cancels inscriptions of the document.</summary>
    private static IEnumerable<CheckFinding> FindRadiations(IReadOnlyList<IndexPage> pages)
    {
        var lines = pages.Where(page => page.Template is not PageTemplate.ModerneRadiation).SelectMany(page => page.Inscriptions)
            .GroupBy(line => SameValue.Number(line.PublicationNumber), StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        var cancelling =
            (from page in pages.Select((page, i) => (Reading: page, Number: i + 1))
             where page.Reading.Template is PageTemplate.ModerneRadiation
             from line in page.Reading.Inscriptions
             let named = SameValue.Number(line.RadiationNumber)
             where named is not ""
             select (page.Number, Line: line, Meets: lines.ContainsKey(named))).ToList();
        var strangers = cancelling.Count(one => one.Meets) * 2 > cancelling.Count ? cancelling.Where(one => !one.Meets) : [];
        var early =
            from page in pages.Select((page, i) => (Reading: page, Number: i + 1))
            where page.Reading.Template is not PageTemplate.ModerneRadiation
            from line in page.Reading.Inscriptions
            let other = lines.GetValueOrDefault(SameValue.Number(line.RadiationNumber))
            where line.RadiationNumber is not "" && other is not null
                && (other.PublicationNumber == line.PublicationNumber || DateOf(other.PresentationDate) < DateOf(line.PresentationDate))
            select (page.Number, Line: line);
        return strangers.Select(one => Radiation("note.radiation_stranger", one.Number, one.Line))
            .Concat(early.Select(one => Radiation("note.radiation_early", one.Number, one.Line)));
    }

    private static CheckFinding Radiation(string code, int page, Inscription line) => new(
        Remark.Of(code, new() { ["page"] = page, ["line"] = line.Line, ["number"] = line.RadiationNumber }), page, line.Line, IndexField.Radiation.Name);

    /// <summary>One lot and one division in all headers.</summary>
    private static IEnumerable<CheckFinding> FindHeaders(IReadOnlyList<IndexPage> pages) =>
        Others(pages, "field.lot", page => page.Header.Lot, Numbers.AreSame)
            .Concat(Others(pages, "field.circonscription", page => page.Header.Circonscription, (one, other) => Likeness.IsLike(Joined(one), Joined(other))));

    private static IEnumerable<CheckFinding> Others(IReadOnlyList<IndexPage> pages, string what, Func<IndexPage, string> of, Func<string, string, bool> areSame)
    {
        var said = pages.Select((page, i) => (Text: of(page), Page: i + 1)).Where(page => !string.IsNullOrWhiteSpace(page.Text)).ToList();
        if (said is [])
        {
            return [];
        }

        var usual = said.MaxBy(page => said.Count(other => areSame(page.Text, other.Text)));
        return said.Where(page => !areSame(page.Text, usual.Text)).Select(page => new CheckFinding(
            Remark.Of("note.header_differs", new() { ["page"] = page.Page, ["what"] = Remark.Of(what), ["text"] = page.Text, ["usual_page"] = usual.Page, ["usual"] = usual.Text }), page.Page));
    }

    private static string Joined(string text) => string.Concat(Likeness.Words(text));

    /// <summary>"page n de m": from 1 to m without a gap; another list may begin behind it. A folio counts a register, of which a lot has a part.</summary>
    private static IEnumerable<CheckFinding> FindNumbering(List<IndexPage> pages)
    {
        var last = (N: 0, M: 0);
        foreach (var (page, i) in pages.Select((page, i) => (page, i)))
        {
            if (page.Template is PageTemplate.Manuscrit || page.PageNumber.Length > LongestPageNumber || PageOf().Match(page.PageNumber) is not { Success: true } match)
            {
                if (!page.Blank)
                {
                    last = default;
                }

                continue;
            }

            var now = (N: Parsed(match.Groups["n"]), M: Parsed(match.Groups["m"]));
            if (i is 0 && now.N is not 1)
            {
                yield return new(Remark.Of("note.numbering_first", new() { ["at"] = now.N, ["of"] = now.M }), 1);
            }
            else if (last != default && now != (last.N + 1, last.M) && !(now.N is 1 && last.N == last.M))
            {
                yield return new(Remark.Of("note.numbering_gap", new() { ["page"] = i + 1, ["at"] = now.N, ["of"] = now.M, ["last"] = last.N, ["last_of"] = last.M }), i + 1);
            }

            last = now;
        }

        if (last.N < last.M)
        {
            yield return new(Remark.Of("note.numbering_end", new() { ["page"] = pages.Count, ["at"] = last.N, ["of"] = last.M }), pages.Count);
        }
    }

    /// <summary>One inscription on two pages of one kind.</summary>
    private static IEnumerable<CheckFinding> FindRepeated(IReadOnlyList<IndexPage> pages) =>
        from line in pages.SelectMany((page, i) => page.Inscriptions.Select(line => (Line: line, Page: i + 1, page.Template)))
        where Numbers.IsPublicationNumber(line.Line.PublicationNumber)
        group line by (Number: SameValue.Number(line.Line.PublicationNumber), Date: Spelling.Date(line.Line.PresentationDate), IsRadiation: line.Template is PageTemplate.ModerneRadiation) into same
        let at = same.Select(line => line.Page).Distinct().ToList()
        where at.Count > 1 && same.Key.Date is not ""
        select new CheckFinding(
            Remark.Of("note.repeated", new()
            {
                ["pages"] = new JsonArray([.. at.Select(page => (JsonNode)page)]),
                ["number"] = same.First().Line.PublicationNumber,
                ["date"] = same.First().Line.PresentationDate,
            }),
            at[^1]);

    private static long? NumberOf(string text) => long.TryParse(SameValue.Number(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? DateOf(string text) => DateOnly.TryParseExact(Spelling.Date(text), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static int Parsed(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?!.*folio).*?(?<n>[0-9]{1,4})\s*(?:de|of|sur|/)\s*(?<m>[0-9]{1,4})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex PageOf();
}
