using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Access;
using Workers.Jobs.Uploads;
using Workers.Operations;
using Workers.Operations.Files;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Add;

/// <summary>A PDF that the office has, before it is brought in.</summary>
/// <param name="Typed">As it was typed, by columns.</param>
/// <param name="Problem">Why it was not brought in.</param>
internal sealed record AddFileModel(IReadOnlyDictionary<string, string> Typed, Problem? Problem = null)
{
    /// <summary>It names itself otherwise, and for that alone it was refused.</summary>
    public bool IsForItsName => Problem is { Code: ProblemCode.FileRefused } refused && FileCheck.IsForItsName(refused.What);
}

/// <summary>A PDF that the office has already. It goes to the disk as it comes, after the session's token.</summary>
internal static class AddFilePage
{
    public const string Place = $"{AddPage.Place}/file";

    /// <param name="mostBytes">Of a file.</param>
    public static void Map(IEndpointRouteBuilder pages, long mostBytes)
    {
        var file = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office));
        file.MapGet("", (HttpContext context, PageRenderer renderer) => renderer.WriteAsync<AddFileView>(context, new AddFileModel(AddPage.TypedOf(context.Request.Query))));
        file.MapPost("", BringAsync).RequireRateLimiting(FileEndpoints.Files).WithMetadata(new RequestSizeLimitAttribute(mostBytes + FileEndpoints.RestOfForm));
    }

    private static async Task BringAsync(HttpContext context, PageRenderer pages, Queues queues, FileStores stores, Orders orders, TimeProvider time)
    {
        PageForms.RequireOwn(context);
        using var folder = stores.OpenFolder();
        var file = folder.File("file.pdf");
        var sent = await FileForm.ReadAsync(context, file, time, fields => PageForms.RequireToken(context, fields.GetValueOrDefault(PageForms.Token)));
        var form = new FormCollection(sent.Fields.Append(new(FileForm.FilePart, sent.Sha256)).ToDictionary(field => field.Key, field => new StringValues(field.Value), StringComparer.Ordinal));
        var typed = AddPage.TypedOf(form);
        try
        {
            var isAccepted = FileEndpoints.IsAccepted(form[FileEndpoints.AcceptPart]);
            var document = FileEndpoints.DocumentOf(typed, Caller.Of(context.User)!.Environment);
            var carried = await PageOrders.CarryOutAsync(context, orders, form, "bring", mayRepeat: true, null, async (caller, request, stop) => BroughtView.AnswerOf(
                await BringFile.RunAsync(queues, stores, new(caller.Environment, request, file, caller.Name, document, AcceptsOther: isAccepted, KeyId: caller.Key.Id), stop)));
            var brought = JsonSerializer.Deserialize<BroughtView>(carried.Body, WebJson.Options)!;
            PageRenderer.GoTo(context, $"/documents/{brought.Id}?done={WordOf(brought.Result)}");
        }
        catch (RequestFaultException refused)
        {
            await pages.WriteAsync<AddFileView>(context, new AddFileModel(typed, refused.Problem), refused.Problem.Status);
        }
    }

    private static string WordOf(BringResult result) => result switch
    {
        BringResult.Created => "brought",
        BringResult.Given => "given",
        _ => "existing",
    };
}
