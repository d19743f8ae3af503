using Workers.Hosting;

namespace Workers.Gemini;

/// <summary>
/// Who of this process is sent first: higher priority, then environments in proportion to their weights (by tokens), then
/// first come, first served. Pure; the caller guards it.
/// </summary>
internal sealed class LocalQueue(Func<EnvironmentName, int> weightOf)
{
    private readonly SortedDictionary<(int Descending, EnvironmentName Environment), SortedList<long, Waiter>> _lines = [];
    private readonly Dictionary<EnvironmentName, double> _spent = [];

    public int Count { get; private set; }

    public void Add(Waiter waiter)
    {
        var key = KeyOf(waiter);
        if (!_lines.TryGetValue(key, out var line))
        {
            _lines[key] = line = [];
            CatchUp(waiter.Request.Environment);
        }

        line.Add(waiter.Sequence, waiter);
        Count++;
    }

    /// <returns>False when it was not there.</returns>
    public bool Remove(Waiter waiter)
    {
        var key = KeyOf(waiter);
        if (!_lines.TryGetValue(key, out var line) || !line.Remove(waiter.Sequence))
        {
            return false;
        }

        if (line.Count is 0)
        {
            _lines.Remove(key);
        }

        Count--;
        return true;
    }

    /// <summary>Removes it and counts its tokens as spent by its environment.</summary>
    public void Take(Waiter waiter)
    {
        if (Remove(waiter))
        {
            _spent[waiter.Request.Environment] = _spent.GetValueOrDefault(waiter.Request.Environment) + CostOf(waiter);
        }
    }

    /// <summary>The next <paramref name="count"/> in the order in which they are to be sent, as if each were taken.</summary>
    public List<Waiter> Peek(int count)
    {
        var spent = new Dictionary<EnvironmentName, double>(_spent);
        var result = new List<Waiter>(Math.Min(count, Count));
        foreach (var level in _lines.GroupBy(line => line.Key.Descending))
        {
            var lines = level.Select(line => (line.Key.Environment, Waiters: line.Value, Next: 0)).ToList();
            while (result.Count < count && lines.Count > 0)
            {
                var first = lines.MinBy(line => (spent.GetValueOrDefault(line.Environment), line.Environment));
                var waiter = first.Waiters.GetValueAtIndex(first.Next);
                result.Add(waiter);
                spent[first.Environment] = spent.GetValueOrDefault(first.Environment) + CostOf(waiter);
                lines.Remove(first);
                if (first.Next + 1 < first.Waiters.Count)
                {
                    lines.Add(first with { Next = first.Next + 1 });
                }
            }
        }

        return result;
    }

    private static (int Descending, EnvironmentName Environment) KeyOf(Waiter waiter) => (-waiter.Request.Priority, waiter.Request.Environment);

    private double CostOf(Waiter waiter) => Math.Max(1.0, waiter.Request.Tokens) / Math.Max(1, weightOf(waiter.Request.Environment));

    /// <summary>An environment that was idle has saved nothing up.</summary>
    private void CatchUp(EnvironmentName environment)
    {
        var busy = _lines.Keys.Select(key => key.Environment).Where(other => other != environment).Select(other => _spent.GetValueOrDefault(other)).ToList();
        if (busy.Count > 0)
        {
            _spent[environment] = Math.Max(_spent.GetValueOrDefault(environment), busy.Min());
        }
    }
}
