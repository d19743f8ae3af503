using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Office;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Add;

/// <summary>How many documents of a list were added.</summary>
internal sealed record AddedCounts(int Created, int Existing);

/// <summary>A list before it is added.</summary>
/// <param name="Text">As it was pasted or as its file has it.</param>
/// <param name="Plan">What it says; null before it was read.</param>
/// <param name="Faults">Rows that are refused, and why.</param>
/// <param name="Quote">What the good rows would cost.</param>
/// <param name="Problem">Why the list as a whole is not read, or not added.</param>
/// <param name="Note">What is worth a word though it is no fault.</param>
/// <param name="IsOther">It is another list than the one that was shown.</param>
internal sealed record AddListModel(
    string Text, IntakePlan? Plan = null, IReadOnlyList<RowProblem>? Faults = null, EnvironmentQuote? Quote = null, Problem? Problem = null, bool IsOther = false, AddedCounts? Added = null, Remark? Note = null)
{
    public bool IsReady => Plan is { Orders.Count: > 0 } && Faults is [];
}

/// <summary>A list of documents, pasted or as a file: shown with its faults and its price, and then added, all or none.</summary>
internal static class AddListPage
{
    public const string Place = $"{AddPage.Place}/list";

    /// <summary>The field with the list that was shown.</summary>
    public const string Shown = "shown";

    private const string Text = "list";
    private const string File = "file";
    private const int RestOfForm = 256 * 1024;

    public static void Map(IEndpointRouteBuilder pages)
    {
        var list = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
        list.MapGet("", ShowAsync);
        var sent = list.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(OrderFile.MostBytes + RestOfForm)).RequireRateLimiting(IntakeEndpoints.LargeBodies);
        sent.MapPost("/preview", PreviewAsync);
        sent.MapPost("", OrderAsync);
    }

    /// <summary>By which a list that was shown is known again; a browser writes its ends of lines in its own way (pure).</summary>
    public static string HashOf(string text) => Orders.HashOf([text.ReplaceLineEndings("\n").Trim()]);

    private static Task ShowAsync(HttpContext context, PageRenderer pages, int? added, int? existing) =>
        pages.WriteAsync<AddListView>(context, new AddListModel("", Added: added is >= 0 and var created ? new(created, existing ?? 0) : null));

    private static async Task PreviewAsync(HttpContext context, PageRenderer pages, Queues queues, TimeProvider time)
    {
        var form = await PageForms.ReadWithFileAsync(context, OrderFile.MostBytes, time);
        await WriteAsync(context, pages, await ReadAsync(context, queues, await BytesOfAsync(form, context.RequestAborted)));
    }

    private static async Task OrderAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders, TimeProvider time)
    {
        var form = await PageForms.ReadWithFileAsync(context, OrderFile.MostBytes, time);
        var bytes = await BytesOfAsync(form, context.RequestAborted);
        if (form[Shown] != HashOf(Encoding.UTF8.GetString(bytes)))
        {
            await WriteAsync(context, pages, await ReadAsync(context, queues, bytes) with { IsOther = true });
            return;
        }

        try
        {
            var plan = IntakeEndpoints.Admitted(IntakeEndpoints.PlanOf(context, bytes, IsJson(bytes)));
            var carried = await PageOrders.CarryOutAsync(context, orders, form, "add", mayRepeat: true, null, (_, request, stop) => IntakeEndpoints.AddRowsAsync(queues, plan, request, stop));
            var added = JsonSerializer.Deserialize<AddedList>(carried.Body, WebJson.Options)!;
            PageRenderer.GoTo(context, Addresses.Of(Place, ("added", $"{added.Created}"), ("existing", $"{added.Existing}")));
        }
        catch (RequestFaultException refused)
        {
            await WriteAsync(context, pages, new(Encoding.UTF8.GetString(bytes), Faults: refused.Problem.Rows, Problem: refused.Problem));
        }
    }

    private static async Task<AddListModel> ReadAsync(HttpContext context, Queues queues, byte[] bytes)
    {
        try
        {
            var plan = IntakeEndpoints.PlanOf(context, bytes, IsJson(bytes));
            var quotes = plan.Orders.Count > 0 ? await QuoteDocuments.RunAsync(queues, plan with { SkipBad = true }, context.RequestAborted) : [];
            var file = FileText.Decode(bytes);
            return new(file.Text, plan, [.. plan.Faults.Concat(quotes.SelectMany(quote => quote.Refused)).Select(RowProblem.Of)], quotes is [var quote] ? quote : null, Note: file.Note);
        }
        catch (RequestFaultException unread)
        {
            return new(Encoding.UTF8.GetString(bytes), Problem: unread.Problem);
        }
    }

    private static Task WriteAsync(HttpContext context, PageRenderer pages, AddListModel model) =>
        pages.WriteAsync<AddListView>(context, model, model.Problem?.Status ?? (model.IsOther ? StatusCodes.Status409Conflict : model.Faults is [_, ..] ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK));

    /// <summary>A file that was chosen counts, and what was pasted where none was.</summary>
    private static async Task<byte[]> BytesOfAsync(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files.GetFile(File) is not { Length: > 0 } file)
        {
            return Encoding.UTF8.GetBytes(form[Text].ToString());
        }

        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    private static bool IsJson(byte[] bytes) => bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
}
