using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Benchmarks.Pipeline;

/// <summary>The Gemini API as it would be if it took no time: it knows the answer of a page by the hash of the image that shows it.</summary>
internal sealed class InstantModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private long _unknown;

    private InstantModel(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Pages that nobody had told it of.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    public static async Task<InstantModel> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var model = new InstantModel(builder.Build());
        model._app.UseRouting();
        model._app.MapPost("/v1beta/models/{call}", (RequestDelegate)model.AnswerAsync);
        await model._app.StartAsync();
        return model;
    }

    public void Teach(ReadOnlySpan<byte> image, JsonObject answer) => _answers[Convert.ToHexString(SHA256.HashData(image))] = answer.ToJsonString();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var image = Convert.FromBase64String((string)body!["contents"]![0]!["parts"]!.AsArray().First(part => part!["inlineData"] is not null)!["inlineData"]!["data"]!);
        if (!_answers.TryGetValue(Convert.ToHexString(SHA256.HashData(image)), out var text))
        {
            Interlocked.Increment(ref _unknown);
            context.Response.StatusCode = 400;
            return;
        }

        var answer = new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) },
                ["finishReason"] = "STOP",
            }),
            ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 1500, ["candidatesTokenCount"] = text.Length / 4 },
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
