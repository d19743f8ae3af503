using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Telemetry;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Listener;

/// <summary>The listener's own web server on a loopback port.</summary>
public sealed class MetricsListenerTests : IAsyncDisposable
{
    private readonly UnservedPorts _ports = new();
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly ScopedLines<MetricsListener> _log = new();
    private readonly BackgroundLoops _loops;
    private readonly HttpClient _client = new() { Timeout = Bound };
    private readonly int _port = Loopback.FreePort();
    private readonly MeterProvider _meters = Sdk.CreateMeterProviderBuilder().AddMeter(Meters.Name)
        .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0).Build();
    private IReadOnlyList<Dependency> _needed = [new("redis")];
    private MetricsListener? _listener;

    public MetricsListenerTests() => _loops = Workers.Support.Loops.On(_time);

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.StopAsync(CancellationToken.None);
            _listener.Dispose();
        }

        _client.Dispose();
        _meters.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Metrics_health_and_readiness_are_served_and_nothing_else()
    {
        await StartAsync();
        LimiterWait().Record(0.5);

        var (status, text) = await GetAsync("/metrics");
        status.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain($"# HELP {Instruments.LimiterWait.PrometheusName} How long a request waited");
        (await GetAsync("/healthz")).ShouldBe((HttpStatusCode.OK, "ok: 1 loops run\n"));
        (await GetAsync("/readyz")).ShouldBe((HttpStatusCode.OK, "ready: redis\n"));
        (await GetAsync("/")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/metrics/x")).Status.ShouldBe(HttpStatusCode.NotFound);
        _log.Lines.ShouldNotContain(line => line.Line.Contains("METRICS_LISTEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_loop_that_stands_still_is_no_health_and_what_does_not_serve_no_readiness()
    {
        await StartAsync();
        using var stop = new CancellationTokenSource();
        var hung = _loops.RepeatAsync("supervisor", TimeSpan.FromSeconds(1), async cancellation => await Task.Delay(Timeout.Infinite, cancellation), stop.Token, atOnce: true);
        _needed = [new("redis"), new("environment PROD", "refused for key secret-of-prod")];
        _time.Advance(TimeSpan.FromSeconds(40));

        (await GetAsync("/healthz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "hung: supervisor has ended no pass for 40 s\n"));
        (await GetAsync("/readyz")).ShouldBe((HttpStatusCode.ServiceUnavailable, "not ready: environment PROD: refused for key ***\nready: redis\n"));
        await stop.CancelAsync();
        await hung;
    }

    [Fact]
    public async Task Who_asks_and_never_reads_holds_up_nobody()
    {
        await StartAsync();
        var wait = LimiterWait();
        for (var series = 0; series < 800; series++)
        {
            wait.Record(series, Labels.Environment.Is($"padding-{series}-{new string('x', 200)}"));
        }

        List<Socket> slow = [];
        try
        {
            for (var scraper = 0; scraper < 8; scraper++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
                slow.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, _port);
                await socket.SendAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
            }

            for (var scrape = 0; scrape < 3; scrape++)
            {
                (await GetAsync("/metrics")).Text.Length.ShouldBeGreaterThan(2_000_000);
            }

            (await GetAsync("/healthz")).Status.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_once_and_tried_again()
    {
        var other = new TcpListener(IPAddress.Loopback, _port);
        other.Start();
        var starting = StartListener();
        await UntilAsync(() => _log.Lines.Count == 1);
        _log.Lines[0].Line.ShouldContain($"127.0.0.1:{_port}");
        _log.Lines[0].Line.ShouldContain("is tried again every 30 s");
        _ports.Report().ShouldHaveSingleItem().ShouldStartWith($"METRICS_LISTEN: nothing is served at 127.0.0.1:{_port}: ");
        _time.Advance(TimeSpan.FromSeconds(30));
        other.Stop();

        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            return _log.Lines.Any(line => line.Line.Contains("are served at", StringComparison.Ordinal));
        });

        await starting;
        (await GetAsync("/readyz")).Status.ShouldBe(HttpStatusCode.OK);
        _ports.Report().ShouldBeEmpty();
        _log.Lines.Count(line => line.Line.Contains("is not served", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_others_reach_is_warned_about()
    {
        await StartAsync(IPAddress.Any);

        await UntilAsync(() => _log.Lines.Any(line => line.Line.Contains($"METRICS_LISTEN is 0.0.0.0:{_port}", StringComparison.Ordinal) && line.Line.Contains("without a password", StringComparison.Ordinal)));
    }

    private static System.Diagnostics.Metrics.Histogram<double> LimiterWait() => Meters.Times(Instruments.LimiterWait);

    private async Task StartAsync(IPAddress? address = null)
    {
        await StartListener(address);
        await UntilAsync(() => _log.Lines.Count > 0);
    }

    private Task StartListener(IPAddress? address = null)
    {
        _listener = new(new(new(address ?? IPAddress.Loopback, _port)), _meters, _loops, new(() => _needed), new SecretGuard(["secret-of-prod"]), _ports, _time, _log);
        return _listener.StartAsync(CancellationToken.None);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}{path}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(Bound);
            await Task.Yield();
        }
    }
}
