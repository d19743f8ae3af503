namespace Workers.Benchmarks.Limiter;

/// <summary>What the consumers of one scenario got, and how long they waited for it.</summary>
internal sealed class LimiterTally(int consumers)
{
    // The seconds in which the quota of 2 % of a minute comes in.
    private const double LargeRefill = 1.2;

    private readonly Lock _gate = new();
    private readonly double[] _counts = new double[consumers];
    private readonly List<double> _small = [];
    private readonly List<double> _large = [];
    private bool _counting;

    /// <summary>Jain's index over all consumers.</summary>
    public double Fairness => Math.Pow(_counts.Sum(), 2) / (_counts.Length * Math.Max(1, _counts.Sum(count => count * count)));

    /// <summary>The mean wait of large requests, by that of the others and the time in which their quota comes in; null without any.</summary>
    public double? LargeWait => _large.Count is 0 ? null : _large.Average() / (_small.DefaultIfEmpty(0).Average() + LargeRefill);

    public void Begin()
    {
        lock (_gate)
        {
            _counting = true;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _counting = false;
        }
    }

    public void Count(int consumer, TimeSpan waited, bool isLarge)
    {
        lock (_gate)
        {
            if (_counting)
            {
                _counts[consumer]++;
                (isLarge ? _large : _small).Add(waited.TotalSeconds);
            }
        }
    }
}
