using System.Diagnostics.CodeAnalysis;
using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Hosting.Telemetry.TelemetryOptions))]

namespace Workers.Hosting.Telemetry;

/// <summary>Where metrics and traces are sent. The names are OpenTelemetry's own.</summary>
internal sealed class TelemetryOptions
{
    [Setting("OTEL_EXPORTER_OTLP_ENDPOINT", "Collector that metrics and traces are sent to; unset sends nothing.", Example = "http://127.0.0.1:4317")]
    public Uri? Collector { get; init; }

    [Setting("OTEL_EXPORTER_OTLP_PROTOCOL", "How the collector is spoken to.")]
    public OtlpWay Way { get; init; } = OtlpWay.Grpc;

    [Setting("OTEL_EXPORTER_OTLP_HEADERS", "Headers that the collector asks for, as name=value with commas.", Secret = true)]
    public OtlpHeaders? Headers { get; init; }
}

/// <summary>How a collector is spoken to.</summary>
internal sealed record OtlpWay(string Word)
{
    public static OtlpWay Grpc { get; } = new("grpc");

    public static OtlpWay Http { get; } = new("http/protobuf");

    public static string Allowed => $"{Grpc} (port 4317 by custom) or {Http} (port 4318)";

    public static bool TryParse(string text, [NotNullWhen(true)] out OtlpWay? way)
    {
        way = new[] { Grpc, Http }.FirstOrDefault(known => string.Equals(known.Word, text, StringComparison.OrdinalIgnoreCase));
        return way is not null;
    }

    /// <summary>Where one kind of signal goes: over HTTP each has a path of its own.</summary>
    public Uri AddressOf(Uri collector, string signal) => this == Grpc ? collector : new($"{collector.AbsoluteUri.TrimEnd('/')}/v1/{signal}");

    public override string ToString() => Word;
}
