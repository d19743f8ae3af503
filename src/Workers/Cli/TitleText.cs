using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Office;
using Workers.Operations.Intake;
using Workers.Operations.Titles;

namespace Workers.Cli;

/// <summary>A lot's title as the office reads it (pure).</summary>
internal static class TitleText
{
    public static IEnumerable<string> Head(OfficeWords words, TitleReport report)
    {
        var names = string.Join(", ", new[] { report.Circonscription, report.Cadastre, report.Designation }.Where(name => name.Length > 0));
        yield return Printable.Of(words.Say("title.lot", new() { ["lot"] = report.Lot, ["names"] = names, ["environment"] = report.Environment.Label() }));
        yield return report.Latest is { } latest
            ? words.Say("title.index", new()
            {
                ["id"] = latest.Id.ToString(), ["day"] = Day(latest.CopiedAt), ["lines"] = latest.Lines, ["pages"] = latest.Pages, ["earlier"] = report.Earlier.Count,
            })
            : words.Say("title.no_index");
        foreach (var pending in report.Pending)
        {
            yield return words.Say("title.pending", new() { ["id"] = pending.ToString() });
        }
    }

    public static PageTable TableOf(OfficeWords words, TitleReport report) => new(
        words.Say("title.table"),
        [.. new[] { "number", "date", "nature", "where", "state", "document" }.Select(column => words.Say($"title.column_{column}"))],
        [
            .. from deed in report.Deeds
               select (IReadOnlyList<string>)
               [
                   deed.Number, deed.Date, deed.Nature, words.Say("title.where", new() { ["page"] = deed.Page, ["line"] = deed.Line }), TitleWords.StateOf(words, deed), deed.Id?.ToString() ?? "",
               ],
        ]);

    public static IEnumerable<string> Rest(OfficeWords words, TitleReport report)
    {
        foreach (var lost in report.Lost)
        {
            yield return Printable.Of(words.Say("title.lost", new()
            {
                ["number"] = lost.Number, ["date"] = lost.Date, ["nature"] = lost.Nature, ["page"] = lost.Page, ["line"] = lost.Line, ["day"] = Day(lost.CopiedAt), ["id"] = lost.Copy.ToString(),
            }));
        }

        if (report.Latest is { OpenPages: { Count: > 0 } pages } doubtful)
        {
            yield return words.Say("title.uncertain_pages", new() { ["count"] = pages.Count, ["pages"] = ListOf(pages), ["id"] = doubtful.Id.ToString() });
        }

        if (report.Latest is { UnreadPages: { Count: > 0 } unread } copy)
        {
            yield return words.Say("title.unread_pages", new() { ["count"] = unread.Count, ["pages"] = ListOf(unread), ["id"] = copy.Id.ToString() });
        }
    }

    /// <summary>What ordering the missing deeds costs.</summary>
    public static IEnumerable<string> Cost(OfficeWords words, EnvironmentQuote quote)
    {
        yield return words.Say("title.cost", new()
        {
            ["environment"] = quote.Environment.Label(), ["new"] = quote.New, ["sum"] = words.Money(quote.Cad), ["each"] = words.Money(quote.PriceCad), ["owned"] = quote.Owned,
            ["in_flight"] = quote.InFlight, ["refused"] = quote.Refused.Count,
        });
        if (quote is { New: > 0, DayLimitCad: { } limit, AffordableToday: { } today })
        {
            yield return words.Say("title.cost_day", new() { ["spent"] = words.Money(quote.SpentCad), ["limit"] = words.Money(limit), ["today"] = today, ["new"] = quote.New });
        }

        foreach (var met in quote.Met.Where(met => quote.New > 0 && met.Budget != "day"))
        {
            yield return $"  {met.Describe()}";
        }
    }

    /// <param name="isOrdered">They are ordered although their numbers may be wrong.</param>
    /// <returns>Null where no number that is missing is in doubt.</returns>
    public static string? OfDoubtful(OfficeWords words, TitleReport report, bool isOrdered)
    {
        var doubtful = report.Deeds.Where(deed => deed is { State: DeedState.Missing, InDoubt: true }).Select(deed => Printable.Of(deed.Number)).ToList();
        return doubtful is [] ? null : words.Say(isOrdered ? "title.doubtful_ordered" : "title.doubtful_left", new() { ["count"] = doubtful.Count, ["numbers"] = string.Join(", ", doubtful) });
    }

    private static JsonArray ListOf(IEnumerable<int> pages) => new([.. pages.Select(page => (JsonNode)page)]);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
