using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Simulators.Gemini;

/// <summary><c>models/…:generateContent</c> and <c>models/…:countTokens</c>.</summary>
internal sealed class GeminiModelRoutes(
    GeminiSimulatorOptions options, GeminiQuota quota, GeminiFaults faults, GeminiBill bill, GeminiPromptReader reader, TimeProvider time)
{
    private const int MostOutput = 65_536;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1beta/models/{call}", HandleAsync);
        routes.MapGet("/v1beta/models/{model}", DescribeAsync);
    }

    private Task DescribeAsync(HttpContext context)
    {
        GeminiSimulator.CheckKey(context.Request, options);
        var model = (string)context.GetRouteValue("model")!;
        return model.StartsWith("gemini-", StringComparison.Ordinal)
            ? GeminiSimulator.AnswerAsync(context, 200, new() { ["name"] = $"models/{model}", ["outputTokenLimit"] = MostOutput })
            : throw new GeminiRefusal(404, "NOT_FOUND", $"models/{model} is not found for API version v1beta.");
    }

    private async Task HandleAsync(HttpContext context)
    {
        GeminiSimulator.CheckKey(context.Request, options);
        var (model, method) = Split((string)context.GetRouteValue("call")!);
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject
            ?? throw GeminiRefusal.Invalid("Invalid JSON payload received.");
        switch (method)
        {
            case "generateContent":
                await GenerateAsync(context, model, body);
                break;
            case "countTokens":
                var prompt = await reader.ReadAsync(body["generateContentRequest"] as JsonObject ?? body, context.RequestAborted);
                if (!await RefuseAsync(context, model, faults.Take(prompt, model, GeminiFaults.Count)))
                {
                    await GeminiSimulator.AnswerAsync(context, 200, new() { ["totalTokens"] = prompt.Tokens });
                }

                break;
            default:
                throw new GeminiRefusal(404, "NOT_FOUND", $"Method {method} is not found for models/{model}.");
        }
    }

    private async Task GenerateAsync(HttpContext context, string model, JsonObject body)
    {
        var prompt = await reader.ReadAsync(body, context.RequestAborted);
        var fault = faults.Take(prompt, model);
        if (fault?.Kind is GeminiFaultKind.Reset)
        {
            context.Abort();
            return;
        }

        if (quota.Take(prompt.Tokens) is { } breach)
        {
            throw Refuse(breach);
        }

        if (await RefuseAsync(context, model, fault))
        {
            return;
        }

        await Task.Delay(fault?.Kind is GeminiFaultKind.Slow ? TimeSpan.FromMilliseconds(fault.Milliseconds) : options.Latency, time, context.RequestAborted);
        var answer = GeminiSpeaker.Answer(prompt, model, fault);
        bill.Charge(prompt, model, answer);
        context.Response.Headers["x-gemini-service-tier"] = prompt.Tier;
        await GeminiSimulator.AnswerAsync(context, 200, answer);
    }

    /// <returns>Whether the fault was an answer in itself.</returns>
    private async Task<bool> RefuseAsync(HttpContext context, string model, GeminiFault? fault)
    {
        switch (fault?.Kind)
        {
            case GeminiFaultKind.TooLarge:
                context.Response.StatusCode = 413;
                await context.Response.WriteAsync("<html><title>Error 413 (Request Entity Too Large)!!1</title></html>", context.RequestAborted);
                return true;
            case GeminiFaultKind.Redirect:
                context.Response.Redirect("https://moved.test/v1beta");
                return true;
        }

        return fault?.Kind switch
        {
            GeminiFaultKind.ServerError => throw GeminiRefusal.Broken(),
            GeminiFaultKind.Unavailable => throw GeminiRefusal.Overloaded(),
            GeminiFaultKind.RateLimited => throw Refuse(new("requests", 0, TimeSpan.FromMilliseconds(fault.Milliseconds))),
            GeminiFaultKind.DayLimited => throw Refuse(new("day", 0, TimeSpan.FromMilliseconds(fault.Milliseconds))),
            GeminiFaultKind.ModelGone => throw GeminiRefusal.ModelGone(model),
            GeminiFaultKind.NoBilling => throw GeminiRefusal.NoBilling(),
            GeminiFaultKind.Forbidden => throw GeminiRefusal.Forbidden(),
            GeminiFaultKind.Cancelled => throw GeminiRefusal.Cancelled(),
            GeminiFaultKind.NoPages => throw GeminiRefusal.NoPages(),
            GeminiFaultKind.ImageRefused => throw GeminiRefusal.ImageRefused(),
            GeminiFaultKind.BadRequest => throw GeminiRefusal.BadRequest(),
            _ => false,
        };
    }

    private GeminiRefusal Refuse(QuotaBreach breach) => GeminiRefusal.QuotaExceeded(breach, quota.TellsRetry, quota.NamesQuota, quota.TellsValue);

    private static (string Model, string Method) Split(string call)
    {
        var colon = call.LastIndexOf(':');
        return colon < 0 ? (call, "") : (call[..colon], call[(colon + 1)..]);
    }
}
