using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Access;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Add;

/// <summary>One document before it is added.</summary>
/// <param name="Typed">As it was typed, by columns.</param>
/// <param name="Quote">What it would cost; null before that was asked, or where a column is wrong.</param>
/// <param name="Problem">Why nothing is added.</param>
internal sealed record AddModel(IReadOnlyDictionary<string, string> Typed, EnvironmentQuote? Quote = null, Problem? Problem = null);

/// <summary>One document: what it costs, and then its order. The rows and rules are those of a list.</summary>
internal static class AddPage
{
    public const string Place = "/add";

    private const string Row = "the form";

    /// <summary>What is asked at first; all else is asked beside it.</summary>
    public static readonly IReadOnlyList<string> Usual = ["document_source", "document_number", "circonscription_fonciere", "cadastre", "acte_type", "dossier"];

    /// <summary>A session has its environment.</summary>
    public static IEnumerable<string> Columns { get; } = [.. DocumentRow.Columns.Where(column => column is not "environment")];

    public static void Map(IEndpointRouteBuilder pages)
    {
        var add = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
        add.MapGet("", ShowAsync);
        add.MapPost("", OrderAsync);
    }

    /// <summary>The columns of a document, as they were typed.</summary>
    public static IReadOnlyDictionary<string, string> TypedOf(IEnumerable<KeyValuePair<string, StringValues>> said) =>
        said.Where(part => Columns.Contains(part.Key, StringComparer.Ordinal)).ToDictionary(part => part.Key, part => part.Value.ToString().Trim(), StringComparer.Ordinal);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues)
    {
        var typed = TypedOf(context.Request.Query);
        if (typed.Count == 0)
        {
            await pages.WriteAsync<AddView>(context, new AddModel(typed));
            return;
        }

        var plan = PlanOf(context, typed);
        var quotes = plan.IsAdmitted ? await QuoteDocuments.RunAsync(queues, plan, context.RequestAborted) : [];
        IReadOnlyList<RowFault> faults = [.. plan.Faults, .. quotes.SelectMany(quote => quote.Refused)];
        var model = faults.Count > 0 ? new AddModel(typed, Problem: Wrong(faults)) : new(typed, quotes[0]);
        await pages.WriteAsync<AddView>(context, model, model.Problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task OrderAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        var typed = TypedOf(form);
        try
        {
            var plan = IntakeEndpoints.Admitted(PlanOf(context, typed));
            var carried = await PageOrders.CarryOutAsync(context, orders, form, "add", mayRepeat: true, null, (_, request, stop) => IntakeEndpoints.AddRowsAsync(queues, plan, request, stop));
            var added = JsonSerializer.Deserialize<AddedList>(carried.Body, WebJson.Options)!.Documents[0];
            PageRenderer.GoTo(context, $"/documents/{added.Id}?done={(added.Result is EnqueueResult.Created ? "added" : "existing")}");
        }
        catch (RequestFaultException refused)
        {
            await pages.WriteAsync<AddView>(context, new AddModel(typed, Problem: refused.Problem), refused.Problem.Status);
        }
    }

    private static IntakePlan PlanOf(HttpContext context, IReadOnlyDictionary<string, string> typed) =>
        IntakePlan.Of(new([FileRow.Of(Row, typed)], null, SkipBad: false), [Caller.Of(context.User)!.Environment]);

    private static Problem Wrong(IEnumerable<RowFault> faults) =>
        new(StatusCodes.Status400BadRequest, ProblemCode.RowsRefused, "Nothing was added: correct the columns.", [.. faults.Select(RowProblem.Of)]);
}
