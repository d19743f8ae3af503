using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Office;
using Workers.Operations.Documents;
using Workers.Operations.Intake;
using Workers.Operations.Titles;
using Workers.Operations;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Title;

/// <summary>A lot's title, or the question for one.</summary>
/// <param name="Report">Null before a lot is named, or where none is known.</param>
/// <param name="Quote">What ordering the missing deeds would cost; null where none is missing.</param>
/// <param name="Fault">Why nothing is told.</param>
/// <param name="Order">What is about to be ordered; null before that was asked.</param>
/// <param name="Ordered">How many were ordered just now.</param>
/// <param name="Problem">Why nothing was ordered.</param>
internal sealed record TitleModel(
    string Lot, string Circonscription, string Cadastre, TitleReport? Report, EnvironmentQuote? Quote, Problem? Fault, TitleOrder? Order = null, int? Ordered = null, Problem? Problem = null) : ITitled
{
    public string TitleIn(PageContext page) => Report is null ? page["nav.title"] : $"{page["nav.title"]} {Lot}";

    public IEnumerable<(string Name, string? Value)> Words => [("lot", Lot), ("circonscription", Circonscription), ("cadastre", Cadastre)];
}

/// <summary>What is missing and about to be ordered.</summary>
/// <param name="Dossier">The office's file for which it is bought; empty for none.</param>
/// <param name="IsAll">Also what stands on a page in doubt, whose number may be wrong.</param>
/// <param name="Plan">What the database takes of it.</param>
/// <param name="Quote">Null where there is nothing to order.</param>
internal sealed record TitleOrder(string Dossier, bool IsAll, IntakePlan Plan, EnvironmentQuote? Quote)
{
    /// <summary>By which what was shown is known again when it is ordered.</summary>
    public string Expected => Orders.HashOf([.. Plan.Orders.Select(order => order.Document.IdempotencyKey), Quote?.Cad.ToString(CultureInfo.InvariantCulture)]);
}

/// <summary>Whether every deed that a lot's index names is stored, what is missing and what it would cost; as a table, as a file, and on paper. What is missing is ordered after its price was shown.</summary>
internal static class TitlePage
{
    public const string Place = "/title";

    /// <summary>The field by which what was shown is known again.</summary>
    public const string Expected = "expected";

    private const int LongestWord = 200;

    private static readonly string[] Columns = ["number", "date", "nature", "acte_type", "page", "line", "state", "outcome", "open_doubts", "number_in_doubt", "document"];

    private static readonly bool[] IsText = [true, true, true, true, false, false, true, true, false, false, true];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAsync);
        pages.MapGet($"{Place}.csv", ExportAsync);
        pages.MapPost(Place, OrderAsync).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues)
    {
        var said = context.Request.Query;
        var model = ModelOf(said) with { Ordered = int.TryParse(said["ordered"], NumberStyles.None, CultureInfo.InvariantCulture, out var ordered) ? ordered : null };
        await TellAsync(context, pages, queues, model, said, said["order"] == "1" && pages.ContextOf(context).IsOffice, StatusCodes.Status200OK);
    }

    /// <param name="isOrder">Somebody is about to order what is missing.</param>
    private static async Task TellAsync(
        HttpContext context, PageRenderer pages, Queues queues, TitleModel model, IEnumerable<KeyValuePair<string, StringValues>> said, bool isOrder, int status)
    {
        if (model.Lot.Length == 0)
        {
            await pages.WriteAsync<TitleView>(context, model);
            return;
        }

        try
        {
            var stop = context.RequestAborted;
            var report = await ReadAsync(queues, model, Caller.Of(context.User)!, stop);
            var (_, quote) = await QuoteAsync(queues, TitleOrders.Of(queues.Words, report, isAll: true, null), stop);
            await pages.WriteAsync<TitleView>(context, model with { Report = report, Quote = quote, Order = isOrder ? await OrderOfAsync(queues, report, said, stop) : null }, status);
        }
        catch (OperationException unknown) when (unknown.Failure is OperationFailure.Refused or OperationFailure.NotFound)
        {
            await pages.WriteAsync<TitleView>(context, model with { Fault = Problems.Of(unknown) }, StatusCodes.Status404NotFound);
        }
    }

    /// <summary>What was shown is ordered, and nothing else: where it is another by now, that is shown first.</summary>
    private static async Task OrderAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        var model = ModelOf(form);
        try
        {
            var carried = await PageOrders.CarryOutAsync(context, orders, form, "add", mayRepeat: true, null, async (caller, request, stop) =>
            {
                var order = await OrderOfAsync(queues, await ReadAsync(queues, model, caller, stop), form, stop);
                return order.Expected == form[Expected] ? await IntakeEndpoints.AddRowsAsync(queues, order.Plan, request, stop)
                    : OrderAnswer.Of(new(StatusCodes.Status409Conflict, ProblemCode.Refused, "What is missing, or what it costs, is another by now. Look at it below, and order again.") { What = Remark.Of("told.title_changed") });
            });
            var added = JsonSerializer.Deserialize<AddedList>(carried.Body, WebJson.Options)!;
            PageRenderer.GoTo(context, Addresses.Of(Place, [.. model.Words, ("ordered", added.Created.ToString(CultureInfo.InvariantCulture))]));
        }
        catch (RequestFaultException refused)
        {
            await TellAsync(context, pages, queues, model with { Problem = refused.Problem }, form, isOrder: true, refused.Problem.Status);
        }
    }

    private static async Task<TitleOrder> OrderOfAsync(Queues queues, TitleReport report, IEnumerable<KeyValuePair<string, StringValues>> said, CancellationToken cancellation)
    {
        var words = said.ToDictionary(part => part.Key, part => part.Value.ToString().Trim(), StringComparer.Ordinal);
        var (dossier, isAll) = (words.GetValueOrDefault("dossier", ""), words.GetValueOrDefault("doubtful") == "true");
        if (FileRow.Of("dossier", [KeyValuePair.Create("dossier", dossier)]).Faults is [var fault, ..])
        {
            throw new RequestFaultException(Problems.BadRequest($"dossier: {fault.What.Text}") with { What = fault.What });
        }

        var (plan, quote) = await QuoteAsync(queues, TitleOrders.Of(queues.Words, report, isAll, dossier.Length > 0 ? dossier : null), cancellation);
        return new(dossier, isAll, plan, quote);
    }

    /// <returns>What the database takes of the documents, and what all would cost.</returns>
    private static async Task<(IntakePlan Plan, EnvironmentQuote? Quote)> QuoteAsync(Queues queues, IEnumerable<DocumentOrder> documents, CancellationToken cancellation)
    {
        var plan = new IntakePlan([], [.. documents], SkipBad: false);
        if (plan.Orders.Count == 0)
        {
            return (plan, null);
        }

        var quote = (await QuoteDocuments.RunAsync(queues, plan, cancellation))[0];
        var refused = quote.Refused.Select(fault => fault.Place).ToHashSet(StringComparer.Ordinal);
        return (plan with { Orders = [.. plan.Orders.Where(order => !refused.Contains(order.Place))] }, quote);
    }

    private static async Task ExportAsync(HttpContext context, Queues queues, TimeProvider time)
    {
        var model = ModelOf(context.Request.Query);
        var report = await ReadAsync(queues, model, Caller.Of(context.User)!, context.RequestAborted);
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

    private static Task<TitleReport> ReadAsync(Queues queues, TitleModel model, Caller caller, CancellationToken cancellation) =>
        LotTitle.RunAsync(queues, new(model.Lot, caller.Environment, NullOf(model.Circonscription), NullOf(model.Cadastre)), cancellation);

    private static TitleModel ModelOf(IEnumerable<KeyValuePair<string, StringValues>> said)
    {
        return new(Word("lot"), Word("circonscription"), Word("cadastre"), null, null, null);

        string Word(string name)
        {
            var word = said.FirstOrDefault(part => part.Key == name).Value.ToString().Trim();
            return word.Length <= LongestWord && !word.Contains('\0', StringComparison.Ordinal) ? word : throw new RequestFaultException(Problems.BadRequest($"{name}: allowed: up to {LongestWord} characters.", Remark.Of("told.long", new() { ["name"] = name, ["most"] = LongestWord })));
        }
    }

    private static string? NullOf(string word) => word.Length > 0 ? word : null;

    private static string WordOf(DeedState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
