using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Operations;
using Workers.Operations.Changes;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Documents;

/// <summary>An order about the documents of a filter, before it is given.</summary>
/// <param name="Words">The filter.</param>
/// <param name="Preview">What it would do; null before a verb is chosen.</param>
/// <param name="IsOther">It would do something else than what was confirmed.</param>
internal sealed record BulkModel(IReadOnlyDictionary<string, string> Words, DocumentFilter Filter, BulkVerb? Verb, int? Priority, string? Reason, ChangePreview? Preview, bool IsOther = false)
{
    public IEnumerable<(string Name, string? Value)> FilterWords => Words.Select(word => (word.Key, (string?)word.Value));
}

/// <summary>Orders about several documents: previewed with what they cost, confirmed, and followed.</summary>
internal static class BulkPage
{
    private const string Place = "/documents/change";

    private static readonly string[] OfFilter = ["id", "status", "outcome", "kind", "number", "lot", "dossier", "older", "since", "review", "text"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAsync);
        pages.MapPost(Place, OrderAsync);
        pages.MapGet($"{Place}/{{id:guid}}", FollowAsync);
        pages.MapPost($"{Place}/{{id:guid}}/{{what}}", SteerAsync);
    }

    public static IEnumerable<BulkVerb> VerbsOf(PageContext page) => ChangeEndpoints.VerbsOf(page.Caller!.Key.Role);

    public static string WordOf(BulkVerb verb) => ChangeEndpoints.WordOf(verb);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues, TimeProvider time)
    {
        var page = pages.ContextOf(context);
        await pages.WriteAsync<BulkView>(context, await PreviewAsync(context, page, context.Request.Query.ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal), queues, time));
    }

    private static async Task OrderAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders, TimeProvider time)
    {
        var form = await PageForms.ReadAsync(context);
        var model = await PreviewAsync(context, pages.ContextOf(context), form.ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal), queues, time);
        Guid? given = null;
        if (model.Preview is { } preview)
        {
            var carried = await PageOrders.CarryOutAsync(context, orders, form, $"bulk_{WordOf(preview.Verb)}", mayRepeat: true, null, async (caller, request, stop) =>
                await ChangeEndpoints.GiveAsync(queues, caller, request, preview, OptionsOf(model), model.Reason, form["expected"], time, stop) is { } bulk
                    ? OrderAnswer.Good(new Given(bulk.Id)) : new(StatusCodes.Status304NotModified, new Given(null)));
            given = System.Text.Json.JsonSerializer.Deserialize<Given>(carried.Body, WebJson.Options)!.Id;
        }

        if (given is not { } id)
        {
            await pages.WriteAsync<BulkView>(context, model with { IsOther = true }, StatusCodes.Status409Conflict);
            return;
        }

        PageRenderer.GoTo(context, $"{Place}/{id}");
    }

    private static async Task FollowAsync(HttpContext context, PageRenderer pages, Guid id, Queues queues)
    {
        var (_, bulk) = await BulkOrders.FindAsync(queues, Caller.Of(context.User)!.Environment, id.ToString(), context.RequestAborted);
        await pages.WriteAsync<BulkStateView>(context, bulk);
    }

    private static async Task SteerAsync(HttpContext context, Guid id, string what, Queues queues, Orders orders, TimeProvider time)
    {
        var form = await PageForms.ReadAsync(context);
        if (what is not ("end" or "go-on"))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status404NotFound));
        }

        await PageOrders.CarryOutAsync(context, orders, form, what is "end" ? "bulk_end" : "bulk_go_on", mayRepeat: true, null, async (caller, _, stop) =>
        {
            if (what is "end")
            {
                await BulkOrders.CancelAsync(queues, caller.Environment, id, caller.Name, stop);
            }
            else
            {
                await ChangeEndpoints.CarryOnAsync(queues, caller, id, time);
            }

            return OrderAnswer.Good(new Given(id));
        });
        PageRenderer.GoTo(context, $"{Place}/{id}");
    }

    private static BulkOptions OptionsOf(BulkModel model) => new(Priority: model.Verb is BulkVerb.Priority ? model.Priority : null);

    /// <exception cref="RequestFaultException">A word is not understood, or the caller may not.</exception>
    private static async Task<BulkModel> PreviewAsync(HttpContext context, PageContext page, Dictionary<string, StringValues> said, Queues queues, TimeProvider time)
    {
        var caller = page.Caller!;
        var words = said.Where(part => OfFilter.Contains(part.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var filter = DocumentEndpoints.RequestOf(new QueryCollection(words), caller, time.GetUtcNow()).Filter;
        var verb = VerbsOf(page).Select(known => (BulkVerb?)known).FirstOrDefault(known => WordOf(known!.Value) == said.GetValueOrDefault("verb"));
        var priority = int.TryParse(said.GetValueOrDefault("priority"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var asked) && asked is >= -1000 and <= 1000 ? asked : (int?)null;
        var reason = TypedReason.Of(said.GetValueOrDefault("reason"));
        var model = new BulkModel(DocumentsPage.WordsOf(words), filter, verb, priority, reason, null);
        return filter.IsEmpty || verb is null || (verb is BulkVerb.Priority && priority is null) ? model
            : model with { Preview = await PreviewChange.RunAsync(queues, new(caller.Environment, verb.Value, filter, OptionsOf(model)), context.RequestAborted) };
    }

    /// <param name="Id">Null where nothing was ordered.</param>
    private sealed record Given(Guid? Id);
}
