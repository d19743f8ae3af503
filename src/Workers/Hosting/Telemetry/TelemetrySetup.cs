using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Workers.Hosting.Telemetry;

/// <summary>OpenTelemetry over the meters and spans of all rooms. Where nobody asks for it, none of it is loaded.</summary>
internal static class TelemetrySetup
{
    /// <summary>How long a collector that does not answer is waited for, in milliseconds; no loop waits for it.</summary>
    private const int Patience = 3000;

    /// <summary>So many different sets of labels an instrument may have; the bounded labels need far fewer.</summary>
    private const int MostSets = 1000;

    /// <param name="isScraped">Whether somebody may come for the metrics.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetryOptions options, bool isScraped) =>
        options.Collector is null && !isScraped ? services : Add(services, options, isScraped);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Add(IServiceCollection services, TelemetryOptions options, bool isScraped)
    {
        var telemetry = services
            .AddHostedService<GaugeKeeper>()
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("workers", serviceVersion: VersionOf(typeof(TelemetrySetup).Assembly), autoGenerateServiceInstanceId: false, serviceInstanceId: Instance))
            .WithMetrics(metrics => Measure(metrics, options, isScraped));
        if (options.Collector is not null)
        {
            // Whom the daemon asks for documents and readings is told nothing of its traces.
            DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
            telemetry.WithTracing(tracing => tracing.AddSource(Meters.Name).AddOtlpExporter(exporter => Send(exporter, options, "traces")));
        }

        return services;
    }

    /// <summary>Names this process among others of the service.</summary>
    private static string Instance => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    private static void Measure(MeterProviderBuilder metrics, TelemetryOptions options, bool isScraped)
    {
        metrics.AddMeter(Meters.Name)
            .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = MostSets })
            .AddRuntimeInstrumentation()
            .AddProcessInstrumentation();
        if (isScraped)
        {
            metrics.AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0);
        }

        if (options.Collector is not null)
        {
            metrics.AddOtlpExporter(exporter => Send(exporter, options, "metrics"));
        }
    }

    private static void Send(OtlpExporterOptions exporter, TelemetryOptions options, string signal)
    {
        exporter.Protocol = options.Way == OtlpWay.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = options.Way.AddressOf(options.Collector!, signal);
        exporter.TimeoutMilliseconds = Patience;
        if (options.Headers is { } headers)
        {
            exporter.Headers = headers.Text;
        }
    }

    private static string VersionOf(Assembly program) => program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Keeps the gauges of all rooms as long as the host runs.</summary>
    private sealed class GaugeKeeper(IEnumerable<ObservedGauges> gauges) : IHostedService
    {
        private readonly List<ObservedGauges> _kept = [.. gauges];

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _kept.Clear();
            return Task.CompletedTask;
        }
    }
}
