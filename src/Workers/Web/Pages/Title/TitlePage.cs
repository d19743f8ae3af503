using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Intake;
using Workers.Operations.Titles;
using Workers.Web.Access;

namespace Workers.Web.Pages.Title;

/// <summary>A lot's title, or the question for one.</summary>
/// <param name="Report">Null before a lot is named, or where none is known.</param>
/// <param name="Quote">What ordering the missing deeds would cost; null where none is missing.</param>
/// <param name="Fault">Why nothing is told.</param>
internal sealed record TitleModel(string Lot, string Circonscription, string Cadastre, TitleReport? Report, EnvironmentQuote? Quote, string? Fault) : ITitled
{
    public string TitleIn(PageContext page) => Report is null ? page["nav.title"] : $"{page["nav.title"]} {Lot}";

    public IEnumerable<(string Name, string? Value)> Words => [("lot", Lot), ("circonscription", Circonscription), ("cadastre", Cadastre)];
}

/// <summary>Whether every deed that a lot's index names is stored, what is missing and what it would cost; as a table, as a file, and on paper.</summary>
internal static class TitlePage
{
    public const string Place = "/title";
    private const int LongestWord = 200;

    private static readonly string[] Columns = ["number", "date", "nature", "acte_type", "page", "line", "state", "outcome", "open_doubts", "number_in_doubt", "document"];

    private static readonly bool[] IsText = [true, true, true, true, false, false, true, true, false, false, true];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAsync);
        pages.MapGet($"{Place}.csv", ExportAsync);
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues)
    {
        var model = ModelOf(context.Request.Query);
        if (model.Lot.Length == 0)
        {
            await pages.WriteAsync<TitleView>(context, model);
            return;
        }

        try
        {
            var report = await ReadAsync(context, queues, model);
            var plan = new IntakePlan([], [.. MissingOf(report)], SkipBad: true);
            var quotes = plan.Orders.Count > 0 ? await QuoteDocuments.RunAsync(queues, plan, context.RequestAborted) : [];
            await pages.WriteAsync<TitleView>(context, model with { Report = report, Quote = quotes is [var quote, ..] ? quote : null });
        }
        catch (OperationException unknown) when (unknown.Failure is OperationFailure.Refused)
        {
            await pages.WriteAsync<TitleView>(context, model with { Fault = unknown.Message }, StatusCodes.Status404NotFound);
        }
    }

    private static async Task ExportAsync(HttpContext context, Queues queues, TimeProvider time)
    {
        var model = ModelOf(context.Request.Query);
        var report = await ReadAsync(context, queues, model);
        var name = string.Create(CultureInfo.InvariantCulture, $"title-{string.Concat(model.Lot.Where(char.IsAsciiLetterOrDigit))}-{report.Environment.Label().ToLowerInvariant()}-{time.GetUtcNow():yyyy-MM-dd}.csv");
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await context.Response.WriteAsync(CsvText.ByteOrderMark + string.Concat(LinesOf(report).Select(line => line + "\n")), context.RequestAborted);
    }

    /// <summary>As a list for other programs (pure).</summary>
    internal static IEnumerable<string> LinesOf(TitleReport report)
    {
        yield return CsvText.LineOf(Columns, IsText);
        foreach (var deed in report.Deeds)
        {
            yield return CsvText.LineOf(
                [
                    deed.Number, deed.Date, deed.Nature, deed.ActeType, deed.Page.ToString(CultureInfo.InvariantCulture), deed.Line.ToString(CultureInfo.InvariantCulture), WordOf(deed.State), deed.Outcome ?? "",
                    deed.Open.ToString(CultureInfo.InvariantCulture), deed.InDoubt ? "true" : "false", deed.Id?.ToString() ?? "",
                ],
                IsText);
        }
    }

    private static Task<TitleReport> ReadAsync(HttpContext context, Queues queues, TitleModel model) =>
        LotTitle.RunAsync(queues, new(model.Lot, Caller.Of(context.User)!.Environment, NullOf(model.Circonscription), NullOf(model.Cadastre)), context.RequestAborted);

    /// <summary>What nobody has ordered, to be priced alone.</summary>
    private static IEnumerable<DocumentOrder> MissingOf(TitleReport report) => report.Deeds.Where(deed => deed.State is DeedState.Missing).Select(deed => new DocumentOrder(
        report.Environment,
        new(DocumentSource.Acte, string.Concat(deed.Number.Where(sign => !char.IsWhiteSpace(sign))), report.Circonscription, ActeType: deed.ActeType),
        string.Create(CultureInfo.InvariantCulture, $"page {deed.Page} line {deed.Line}")));

    private static TitleModel ModelOf(IQueryCollection query)
    {
        return new(Word("lot"), Word("circonscription"), Word("cadastre"), null, null, null);

        string Word(string name)
        {
            var word = query[name].ToString().Trim();
            return word.Length <= LongestWord && !word.Contains('\0', StringComparison.Ordinal) ? word : throw new RequestFaultException(Problems.BadRequest($"{name}: allowed: up to {LongestWord} characters."));
        }
    }

    private static string? NullOf(string word) => word.Length > 0 ? word : null;

    private static string WordOf(DeedState state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
