using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Simulators.Gemini;

/// <summary>
/// The switchboard over HTTP: <c>GET /_control/usage</c>, <c>POST /_control/quota</c> (rpm, tpm, perDay, hiddenRpm, tellsRetry,
/// namesQuota, tellsValue), <c>GET, POST, DELETE /_control/faults</c>, <c>POST /_control/reset</c>.
/// </summary>
internal static class GeminiControl
{
    public static void Map(IEndpointRouteBuilder routes, GeminiQuota quota, GeminiFaults faults, GeminiFileDesk files)
    {
        routes.MapGet("/_control/usage", (RequestDelegate)(context => Usage(context, quota, files)));
        routes.MapPost("/_control/quota", (RequestDelegate)(async context =>
        {
            quota.Configure(await JsonNode.ParseAsync(context.Request.Body) as JsonObject ?? []);
            await Usage(context, quota, files);
        }));
        routes.MapPost("/_control/reset", (RequestDelegate)(async context =>
        {
            quota.Reset();
            faults.Clear();
            await Usage(context, quota, files);
        }));
        routes.MapGet("/_control/faults", (RequestDelegate)(context => context.Response.WriteAsJsonAsync(faults.All, GeminiFaults.Json)));
        routes.MapDelete("/_control/faults", (RequestDelegate)(context =>
        {
            faults.Clear();
            return context.Response.WriteAsJsonAsync(faults.All, GeminiFaults.Json);
        }));
        routes.MapPost("/_control/faults", (RequestDelegate)(async context =>
        {
            var fault = await JsonSerializer.DeserializeAsync<GeminiFault>(context.Request.Body, GeminiFaults.Json)
                ?? throw GeminiRefusal.Invalid("No fault was given.");
            faults.Add(fault);
            await context.Response.WriteAsJsonAsync(faults.All, GeminiFaults.Json);
        }));
    }

    private static Task Usage(HttpContext context, GeminiQuota quota, GeminiFileDesk files)
    {
        var report = quota.Report();
        report["files"] = files.Count;
        return GeminiSimulator.AnswerAsync(context, 200, report);
    }
}
