namespace Workers.Hosting.Telemetry;

internal enum InstrumentKind
{
    /// <summary>Only rises.</summary>
    Counter,

    Histogram,

    /// <summary>Rises and falls.</summary>
    Gauge,
}

/// <summary>One thing that is measured.</summary>
/// <param name="Name">As OpenTelemetry spells it.</param>
/// <param name="Unit">Of UCUM: <c>s</c>, <c>By</c>; what is counted stands in braces.</param>
/// <param name="Says">One sentence for whoever reads a dashboard.</param>
internal sealed record InstrumentName(InstrumentKind Kind, string Name, string Unit, string Says)
{
    /// <summary>As Prometheus spells it: with its unit, and <c>_total</c> where it only rises.</summary>
    public string PrometheusName
    {
        get
        {
            var plain = Name.Replace('.', '_');
            var unit = Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
            return $"{plain}{(plain.EndsWith(unit, StringComparison.Ordinal) ? "" : unit)}{(Kind is InstrumentKind.Counter ? "_total" : "")}";
        }
    }
}
