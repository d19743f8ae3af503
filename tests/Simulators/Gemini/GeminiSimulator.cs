using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Simulators.Gemini;

/// <summary>
/// The Gemini API on a loopback port: generateContent, countTokens and the Files API. It reads the bytes it is sent, keeps
/// its own rolling count of requests and tokens, and goes wrong as its switchboard says.
/// </summary>
internal sealed class GeminiSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GeminiSimulator(WebApplication app, GeminiQuota quota, GeminiFaults faults, GeminiBill bill, GeminiFileDesk files)
    {
        (_app, Quota, Faults, Bill, Files) = (app, quota, faults, bill, files);
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>What GEMINI_BASE_URL is set to.</summary>
    public Uri Address { get; }

    public GeminiQuota Quota { get; }

    public GeminiFaults Faults { get; }

    public GeminiBill Bill { get; }

    public GeminiFileDesk Files { get; }

    /// <summary>Requests beyond the quota so far.</summary>
    public long Violations => (long)Quota.Report()["violations"]!;

    public static async Task<GeminiSimulator> StartAsync(GeminiSimulatorOptions? options = null, TimeProvider? time = null)
    {
        options ??= new();
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        var quota = new GeminiQuota(options.RequestsPerMinute, options.TokensPerMinute, time);
        var (faults, bill) = (new GeminiFaults(), new GeminiBill());
        var files = new GeminiFileDesk(options.FileProcessing, time);
        app.Use(AnswerRefusals);
        app.UseRouting();
        new GeminiModelRoutes(options, quota, faults, bill, new(options.Library, files), time).Map(app);
        new GeminiFileRoutes(options, files, faults).Map(app);
        GeminiControl.Map(app, quota, faults, files);
        await app.StartAsync();
        return new(app, quota, faults, bill, files);
    }

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(bound.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Lets only requests with the right key pass.</summary>
    internal static void CheckKey(HttpRequest request, GeminiSimulatorOptions options)
    {
        var key = request.Headers["x-goog-api-key"].ToString();
        if (key.Length is 0)
        {
            throw GeminiRefusal.NoKey();
        }

        if (options.ApiKey is { } right && key != right)
        {
            throw GeminiRefusal.WrongKey();
        }
    }

    private static async Task AnswerRefusals(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (GeminiRefusal refusal)
        {
            await AnswerAsync(context, refusal.Status, refusal.Body);
        }
        catch (JsonException broken)
        {
            await AnswerAsync(context, 400, GeminiRefusal.Invalid("Invalid JSON payload received. " + broken.Message).Body);
        }
    }

    internal static async Task AnswerAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
