using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Jobs.Reviews;
using Workers.Operations;
using Workers.Operations.Reviews;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Review;

/// <summary>What was decided a moment ago.</summary>
/// <param name="Twins">Of so many other documents with the same content too.</param>
internal sealed record JustDecided(Guid Doubt, ReviewState State, int Twins);

/// <summary>Open doubts, the oldest first.</summary>
internal sealed record DoubtsModel(ReviewPage Listed, bool IsBehind, JustDecided? Just);

/// <summary>One doubt, to be decided.</summary>
/// <param name="Next">Another that is open; null where this is the last.</param>
/// <param name="Open">Of all documents.</param>
/// <param name="Said">What was said about it and not taken; null where nothing was.</param>
/// <param name="WhyNot">Why it was not.</param>
internal sealed record DoubtModel(ReviewItem Item, ReviewedDocument Document, Guid? Next, long Open, JustDecided? Just, Decision? Said = null, string? WhyNot = null) : ITitled
{
    public string TitleIn(PageContext page) => $"{page["nav.review"]} · {Document.DocumentNumber}";
}

/// <summary>A word about a doubt that is no more, or cannot be shown now.</summary>
/// <param name="IsGone">It is no more.</param>
/// <param name="Document">As the form has it.</param>
internal sealed record LostDoubtModel(Guid Doubt, Decision Said, string WhyNot, bool IsGone, Guid? Document);

/// <summary>What is in doubt about readings: listed, shown one after the other, and decided.</summary>
internal static class ReviewPages
{
    public const string Place = "/review";
    private const int Listed = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ListAsync);
        pages.MapGet($"{Place}/{{id:guid}}", ShowAsync);
        pages.MapGet($"{Place}/{{id:guid}}/strip", ReviewEndpoints.StripAsync);
        pages.MapPost($"{Place}/{{id:guid}}", DecideAsync).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
    }

    private static async Task ListAsync(HttpContext context, PageRenderer pages, Queues queues, Guid? after)
    {
        var found = await OpenAsync(context, queues, after, Listed);
        await pages.WriteAsync<DoubtsView>(context, new DoubtsModel(found, after is not null, JustOf(context.Request.Query)));
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Guid id, Queues queues, StripCache strips)
    {
        var shown = await ReadAsync(context, queues, id) ?? throw NotFound(id);
        if (shown.Document.Id == id)
        {
            // Whoever names a document is shown the first that is open of it.
            PageRenderer.GoTo(context, shown.Items is [var first, ..] ? $"{Place}/{first.Item.Id}" : $"/documents/{id}");
            return;
        }

        var model = await ModelAsync(context, queues, shown, strips) with { Just = JustOf(context.Request.Query) };
        await pages.WriteAsync<DoubtView>(context, model);
    }

    private static async Task DecideAsync(HttpContext context, PageRenderer pages, Guid id, Queues queues, Orders orders, StripCache strips)
    {
        var form = await PageForms.ReadAsync(context);
        var said = Decision.Of(form);
        var words = pages.ContextOf(context).Words.Office;
        CarriedOrder carried;
        try
        {
            // The audit names the document that the doubt is about, whatever the form says.
            var document = (await ReviewLookup.FindAsync(queues, id, Caller.Of(context.User)!.Environment, context.RequestAborted))?.Document.Id;
            carried = await PageOrders.CarryOutAsync(context, orders, form, said.Verb, mayRepeat: true, document, (caller, _, stop) => said.SayAsync(queues, caller, id, words, stop));
        }
        catch (Exception failure) when (failure is RequestFaultException or OperationException)
        {
            var why = failure is RequestFaultException fault ? fault.Problem : Problems.Of((OperationException)failure);
            await ShowRefusedAsync(context, pages, id, said, why, Guid.TryParse(form["document"], out var named) ? named : null, queues, strips);
            return;
        }

        var decided = JsonSerializer.Deserialize<DecidedView>(carried.Body, WebJson.Options)!;
        ReviewItem? next = null;
        try
        {
            next = await NextAsync(context, queues, id);
        }
        catch (OperationException)
        {
            // It is decided all the same; the list is where one goes on.
        }

        PageRenderer.GoTo(context, Addresses.Of(next is { } doubt ? $"{Place}/{doubt.Id}" : Place, ("done", $"{id}"), ("as", Decision.WordOf(decided.State)), ("twins", $"{decided.Twins}")));
    }

    /// <summary>What was typed stays, beside what is there now where that can be told.</summary>
    private static async Task ShowRefusedAsync(HttpContext context, PageRenderer pages, Guid id, Decision said, Problem why, Guid? document, Queues queues, StripCache strips)
    {
        DoubtModel? model = null;
        var isGone = true;
        try
        {
            if (await ReadAsync(context, queues, id) is { } shown && shown.Document.Id != id)
            {
                model = await ModelAsync(context, queues, shown, strips) with { Said = said, WhyNot = why.Detail };
            }
        }
        catch (OperationException failure)
        {
            isGone = failure.Failure is OperationFailure.Refused;
        }

        await (model is null
            ? pages.WriteAsync<LostDoubtView>(context, new LostDoubtModel(id, said, why.Detail, isGone, document), why.Status)
            : pages.WriteAsync<DoubtView>(context, model, why.Status));
    }

    private static async Task<DoubtModel> ModelAsync(HttpContext context, Queues queues, ShownReview shown, StripCache strips)
    {
        var item = shown.Items[0].Item;
        var behind = await OpenAsync(context, queues, item.Id, 1);
        var next = behind.Items is [var following, ..] ? following : await FirstAsync(context, queues, item.Id);
        if (next is { Page: > 0 })
        {
            strips.Prepare(shown.Environment, next);
        }

        return new(item, shown.Document, next?.Id, behind.Open, null);
    }

    private static async Task<ReviewItem?> NextAsync(HttpContext context, Queues queues, Guid decided) =>
        (await OpenAsync(context, queues, decided, 1)).Items is [var following, ..] ? following : await FirstAsync(context, queues, decided);

    /// <summary>The oldest that is open and is not this one.</summary>
    private static async Task<ReviewItem?> FirstAsync(HttpContext context, Queues queues, Guid but) => (await OpenAsync(context, queues, null, 2)).Items.FirstOrDefault(item => item.Id != but);

    private static async Task<ReviewPage> OpenAsync(HttpContext context, Queues queues, Guid? after, int most) =>
        (await ListReviews.RunAsync(queues, Caller.Of(context.User)!.Environment, after, most, context.RequestAborted))[0].Page;

    private static Task<ShownReview?> ReadAsync(HttpContext context, Queues queues, Guid id) =>
        ShowReview.RunAsync(queues, new(id, Caller.Of(context.User)!.Environment, Pictures: false), context.RequestAborted);

    private static JustDecided? JustOf(IQueryCollection query) =>
        Guid.TryParse(query["done"], out var doubt) && Enum.TryParse<ReviewState>(query["as"], ignoreCase: true, out var state) && Enum.IsDefined(state) && state is not ReviewState.Open
            ? new(doubt, state, int.TryParse(query["twins"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var twins) ? twins : 0)
            : null;

    private static RequestFaultException NotFound(Guid id) => new(Decision.NotFound(id));
}
