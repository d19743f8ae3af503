using System.Diagnostics.Metrics;

namespace Workers.Support;

/// <summary>What one counter of this process adds up to while this lives.</summary>
internal sealed class CountedInstrument : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public CountedInstrument(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
        _listener.Start();
    }

    public long Sum => Interlocked.Read(ref _sum);

    public void Dispose() => _listener.Dispose();
}
