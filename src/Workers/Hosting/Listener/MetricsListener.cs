using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Workers.Hosting.Logging;
using Workers.Hosting.Loops;

namespace Workers.Hosting.Listener;

/// <summary>
/// A small web server for whoever watches over the daemon. It answers from what is known anyhow and asks nobody; who reads slowly, or never, holds
/// nothing but his own connection, and that for a while only. Where its port is taken, the daemon works on and it is tried again.
/// </summary>
internal sealed partial class MetricsListener(
    ListenAddress address, MeterProvider meters, BackgroundLoops loops, Dependencies dependencies, SecretGuard guard, UnservedPorts ports, TimeProvider time, ILogger<MetricsListener> logger)
    : BackgroundService
{
    private const string Setting = "METRICS_LISTEN";
    private const int MostConnections = 16;
    private const int MostHeaders = 8 * 1024;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync("listener", null, (_, stop) => ListenAsync(stop), stoppingToken);

    private async Task ListenAsync(CancellationToken stop)
    {
        string? said = null;
        while (true)
        {
            await using var server = Build();
            try
            {
                await server.StartAsync(stop);
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                ports.Failed(Setting, address, taken.Message);
                if (said != taken.Message)
                {
                    LogNotListening(address, taken.Message, Again.TotalSeconds);
                }

                said = taken.Message;
                await Task.Delay(Again, time, stop);
                continue;
            }

            ports.Served(Setting);
            LogListening(address);
            if (!address.IsLoopback)
            {
                LogOpen(address);
            }

            await OwnServer.ServeAsync(server, Patience, time, stop);
            return;
        }
    }

    private WebApplication Build()
    {
        var server = OwnServer.Begin(address, Patience, Bound).Build();
        server.Use(SendWholeAsync);
        server.UseOpenTelemetryPrometheusScrapingEndpoint(meters, request => request.Request.Path == "/metrics", path: null, configureBranchedPipeline: null, optionsName: null);
        server.Run(AnswerAsync);
        return server;
    }

    /// <summary>An answer is finished before any of it is sent: whoever writes it, and whoever asks meanwhile, never waits for a reader.</summary>
    private static async Task SendWholeAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await next(context);
        context.Response.Body = wire;
        context.Response.ContentLength = whole.Length;
        await wire.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length), context.RequestAborted);
    }

    private static void Bound(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestHeadersTotalSize = MostHeaders;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: Patience);
    }

    private Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET" or "HEAD", "/healthz") => WriteAsync(context, HealthPages.Health(loops.Report())),
        ("GET" or "HEAD", "/readyz") => WriteAsync(context, HealthPages.Readiness(dependencies.Look())),
        _ => WriteAsync(context, new(StatusCodes.Status404NotFound, "/metrics, /healthz or /readyz\n")),
    };

    private Task WriteAsync(HttpContext context, HealthPage page)
    {
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(guard.Clean(page.Text), context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "/metrics, /healthz and /readyz are served at http://{Address}")]
    private partial void LogListening(ListenAddress address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "METRICS_LISTEN is {Address}: whoever reaches this machine there reads what the daemon measures, without a password. 127.0.0.1 and a port serve this machine alone")]
    private partial void LogOpen(ListenAddress address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "/metrics is not served at {Address} and is tried again every {Seconds} s: {Reason} Where another program has the port, give METRICS_LISTEN another one")]
    private partial void LogNotListening(ListenAddress address, string reason, double seconds);
}
