using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Supervisor.Rebalancing;

namespace Workers.Benchmarks.Rebalance;

/// <summary>One document that becomes available to the OCR pool.</summary>
/// <param name="At">Second of the trace.</param>
/// <param name="Seconds">How long it takes one worker.</param>
internal readonly record struct Arrival(int At, WorkerType Mode, TargetEnvironment Environment, int Seconds);

/// <summary>What comes in over time, and the pool that meets it.</summary>
/// <param name="Minority">The kind of which few documents come, whose age must stay bounded.</param>
internal sealed record Trace(string Name, PoolLimits Limits, TimeSpan Interval, WorkerType Minority, IReadOnlyList<Arrival> Arrivals);

/// <summary>Draws arrivals; the same seed draws the same trace.</summary>
internal sealed class TraceBuilder(int seed)
{
    private const double Spread = 0.4;
    private readonly Random _random = new(seed);
    private readonly List<Arrival> _arrivals = [];

    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals.OrderBy(arrival => arrival.At)];

    /// <summary>So many at once.</summary>
    public TraceBuilder Burst(int at, int count, WorkerType mode, int seconds, TargetEnvironment environment = TargetEnvironment.Prod)
    {
        for (var i = 0; i < count; i++)
        {
            _arrivals.Add(new(at, mode, environment, Around(seconds)));
        }

        return this;
    }

    /// <summary>Random arrivals at a rate that may change with time.</summary>
    /// <param name="perMinute">By second of the trace.</param>
    /// <param name="longSeconds">What one in eight takes instead; null when all are alike.</param>
    public TraceBuilder Flow(
        int from, int to, Func<int, double> perMinute, WorkerType mode, int seconds, TargetEnvironment environment = TargetEnvironment.Prod, int? longSeconds = null)
    {
        for (var second = from; second < to; second++)
        {
            if (_random.NextDouble() < perMinute(second) / 60)
            {
                var takes = longSeconds is { } many && _random.Next(8) == 0 ? many : seconds;
                _arrivals.Add(new(second, mode, environment, Around(takes)));
            }
        }

        return this;
    }

    /// <summary>One document at even distances.</summary>
    public TraceBuilder Every(int period, int from, int to, WorkerType mode, int seconds)
    {
        for (var second = from; second < to; second += period)
        {
            _arrivals.Add(new(second, mode, TargetEnvironment.Prod, Around(seconds)));
        }

        return this;
    }

    private int Around(int seconds) => (int)(seconds * (1 - Spread + (2 * Spread * _random.NextDouble())));
}
