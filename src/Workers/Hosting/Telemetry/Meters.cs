using System.Diagnostics.Metrics;

namespace Workers.Hosting.Telemetry;

/// <summary>The meter that all rooms share. Without somebody who listens, a measurement costs nothing.</summary>
internal static class Meters
{
    public const string Name = "Workers";

    /// <summary>For what takes from milliseconds to an hour.</summary>
    private static readonly double[] Seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

    private static readonly Meter Shared = new(Name);

    public static Counter<long> Count(InstrumentName instrument) => Shared.CreateCounter<long>(instrument.Name, instrument.Unit, instrument.Says);

    /// <summary>Of money.</summary>
    public static Counter<double> Sum(InstrumentName instrument) => Shared.CreateCounter<double>(instrument.Name, instrument.Unit, instrument.Says);

    public static Histogram<double> Times(InstrumentName instrument) => Spread<double>(instrument, Seconds);

    /// <param name="bounds">Of its buckets.</param>
    public static Histogram<T> Spread<T>(InstrumentName instrument, params IReadOnlyList<T> bounds)
        where T : struct =>
        Shared.CreateHistogram(instrument.Name, instrument.Unit, instrument.Says, tags: null, advice: new InstrumentAdvice<T> { HistogramBucketBoundaries = bounds });
}

/// <summary>Instruments that are looked at when somebody asks, from what a room knows anyhow: nothing is asked or waited for then.</summary>
internal abstract class ObservedGauges : IDisposable
{
    private readonly Meter _meter = new(Meters.Name);

    public void Dispose()
    {
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <param name="look">Gives nothing for what is not known at this moment.</param>
    protected void Observe(InstrumentName instrument, Func<IEnumerable<Measurement<double>>> look)
    {
        if (instrument.Kind is InstrumentKind.Counter)
        {
            _meter.CreateObservableCounter(instrument.Name, look, instrument.Unit, instrument.Says);
        }
        else
        {
            _meter.CreateObservableGauge(instrument.Name, look, instrument.Unit, instrument.Says);
        }
    }
}
