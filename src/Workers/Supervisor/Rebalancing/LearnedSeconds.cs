using Workers.Capacity;

namespace Workers.Supervisor.Rebalancing;

/// <summary>How long a document of each mode takes one worker.</summary>
internal readonly record struct SecondsPerDocument(double Index, double Acte);

/// <summary>How long a document takes one worker of each mode, learned from those that finished here.</summary>
internal sealed class LearnedSeconds
{
    /// <summary>How much one document moves the figure.</summary>
    private const double Weight = 0.1;

    private readonly Lock _gate = new();

    // A ten-page index takes about three minutes, an acte about half a minute: where learning starts.
    private double _index = 180;
    private double _acte = 25;

    public SecondsPerDocument Current
    {
        get
        {
            lock (_gate)
            {
                return new(_index, _acte);
            }
        }
    }

    public void Add(WorkerType type, TimeSpan took)
    {
        lock (_gate)
        {
            switch (type)
            {
                case WorkerType.IndexOcr:
                    _index += Weight * (took.TotalSeconds - _index);
                    break;
                case WorkerType.ActeOcr:
                    _acte += Weight * (took.TotalSeconds - _acte);
                    break;
            }
        }
    }
}
