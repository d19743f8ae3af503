using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Simulators.Gemini;

/// <summary><c>models/…:generateContent</c> and <c>models/…:countTokens</c>.</summary>
internal sealed class GeminiModelRoutes(
    GeminiSimulatorOptions options, GeminiQuota quota, GeminiFaults faults, GeminiBill bill, GeminiPromptReader reader, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1beta/models/{call}", HandleAsync);

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
                await GeminiSimulator.AnswerAsync(context, 200, new() { ["totalTokens"] = prompt.Tokens });
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

        switch (fault?.Kind)
        {
            case GeminiFaultKind.ServerError:
                throw GeminiRefusal.Broken();
            case GeminiFaultKind.Unavailable:
                throw GeminiRefusal.Overloaded();
            case GeminiFaultKind.RateLimited:
                throw Refuse(new("requests", 0, TimeSpan.FromMilliseconds(fault.Milliseconds)));
            case GeminiFaultKind.DayLimited:
                throw Refuse(new("day", 0, TimeSpan.FromMilliseconds(fault.Milliseconds)));
            case GeminiFaultKind.Slow:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), time, context.RequestAborted);
                break;
            default:
                await Task.Delay(options.Latency, time, context.RequestAborted);
                break;
        }

        var answer = GeminiSpeaker.Answer(prompt, model, fault?.Kind);
        bill.Charge(prompt, model, answer);
        context.Response.Headers["x-gemini-service-tier"] = prompt.Tier;
        await GeminiSimulator.AnswerAsync(context, 200, answer);
    }

    private GeminiRefusal Refuse(QuotaBreach breach) => GeminiRefusal.QuotaExceeded(breach, quota.TellsRetry, quota.NamesQuota, quota.TellsValue);

    private static (string Model, string Method) Split(string call)
    {
        var colon = call.LastIndexOf(':');
        return colon < 0 ? (call, "") : (call[..colon], call[(colon + 1)..]);
    }
}
