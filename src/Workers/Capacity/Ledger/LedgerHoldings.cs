namespace Workers.Capacity.Ledger;

/// <summary>What this process holds, and how certain it is of it by its own monotonic clock.</summary>
internal sealed class LedgerHoldings(TimeProvider time, TimeSpan certainFor)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Holding> _held = new(StringComparer.Ordinal);

    /// <summary>What a worker holds, from a grant or renewal until the time to live of the last good one, counted from when it was sent, less a margin.</summary>
    public Holding? Certain(string workerId) =>
        Find(workerId) is { IsGranted: true, InDoubt: null, IsChanging: false } holding && time.GetElapsedTime(holding.SentAt) < certainFor
            ? holding
            : null;

    public IReadOnlyList<Holding> All()
    {
        lock (_gate)
        {
            return [.. _held.Values];
        }
    }

    public Holding? Find(string workerId)
    {
        lock (_gate)
        {
            return _held.GetValueOrDefault(workerId);
        }
    }

    public void Set(Holding holding)
    {
        lock (_gate)
        {
            _held[holding.WorkerId] = holding;
        }
    }

    public void Remove(string workerId)
    {
        lock (_gate)
        {
            _held.Remove(workerId);
        }
    }

    /// <summary>Writes what a renewal found, unless the worker did something else meanwhile.</summary>
    /// <returns>False when it did.</returns>
    public bool Replace(Holding sent, Holding? found)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(sent.WorkerId, out var now) || now != sent)
            {
                return false;
            }

            if (found is null)
            {
                _held.Remove(sent.WorkerId);
            }
            else
            {
                _held[sent.WorkerId] = found;
            }

            return true;
        }
    }
}

/// <param name="Operation">The operation that took it.</param>
/// <param name="StartedAt">Milliseconds since 1970, Redis time.</param>
/// <param name="SentAt">Timestamp from before the last good grant or renewal was sent.</param>
internal sealed record Holding(string WorkerId, WorkerType Type, string Operation, long StartedAt, long SentAt)
{
    /// <summary>False while only an operation in doubt is known, or a worker waits.</summary>
    public bool IsGranted { get; init; } = true;

    /// <summary>A change that is under way.</summary>
    public bool IsChanging { get; init; }

    /// <summary>An operation whose answer was lost: it may have been applied.</summary>
    public string? InDoubt { get; init; }

    /// <summary>The type that the operation in doubt asks for.</summary>
    public WorkerType TypeInDoubt { get; init; }
}
