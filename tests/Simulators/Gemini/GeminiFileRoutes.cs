using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Simulators.Gemini;

/// <summary>The Files API: resumable upload in two requests, get, delete.</summary>
internal sealed class GeminiFileRoutes(GeminiSimulatorOptions options, GeminiFileDesk files, GeminiFaults faults)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/upload/v1beta/files", UploadAsync);
        routes.MapGet("/v1beta/files/{id}", (RequestDelegate)(context => HandleAsync(context, () => files.Get(NameOf(context)))));
        routes.MapDelete("/v1beta/files/{id}", (RequestDelegate)(context => HandleAsync(context, () =>
        {
            files.Delete(NameOf(context));
            return [];
        })));
    }

    private async Task UploadAsync(HttpContext context)
    {
        var uploadId = context.Request.Query["upload_id"].ToString();
        if (uploadId.Length > 0)
        {
            await ReceiveAsync(context, uploadId);
            return;
        }

        GeminiSimulator.CheckKey(context.Request, options);
        if (context.Request.Headers["X-Goog-Upload-Protocol"] != "resumable" || context.Request.Headers["X-Goog-Upload-Command"] != "start")
        {
            throw GeminiRefusal.Invalid("Only resumable uploads are simulated.");
        }

        var length = long.Parse(context.Request.Headers["X-Goog-Upload-Header-Content-Length"].ToString(), CultureInfo.InvariantCulture);
        var metadata = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var file = metadata?["file"];
        var name = (string?)file?["display_name"] ?? (string?)file?["displayName"] ?? "";
        var id = files.Start(context.Request.Headers["X-Goog-Upload-Header-Content-Type"].ToString(), length, name);
        context.Response.Headers["X-Goog-Upload-URL"] = new Uri(OriginOf(context), $"/upload/v1beta/files?upload_id={id}&upload_protocol=resumable").AbsoluteUri;
        context.Response.Headers["X-Goog-Upload-Status"] = "active";
        context.Response.StatusCode = 200;
    }

    private async Task ReceiveAsync(HttpContext context, string uploadId)
    {
        if (context.Request.Headers["X-Goog-Upload-Command"] != "upload, finalize" || context.Request.Headers["X-Goog-Upload-Offset"] != "0")
        {
            throw GeminiRefusal.Invalid("Only uploads in one piece are simulated.");
        }

        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        context.Response.Headers["X-Goog-Upload-Status"] = "final";
        var file = files.Finish(uploadId, content.ToArray(), OriginOf(context), faults.Take(null, null, GeminiFaults.Upload)?.Kind is GeminiFaultKind.FileFails);
        await GeminiSimulator.AnswerAsync(context, 200, new() { ["file"] = file });
    }

    private async Task HandleAsync(HttpContext context, Func<JsonObject> answer)
    {
        GeminiSimulator.CheckKey(context.Request, options);
        await GeminiSimulator.AnswerAsync(context, 200, answer());
    }

    private static string NameOf(HttpContext context) => "files/" + context.GetRouteValue("id");

    private static Uri OriginOf(HttpContext context) => new($"{context.Request.Scheme}://{context.Request.Host}");
}
