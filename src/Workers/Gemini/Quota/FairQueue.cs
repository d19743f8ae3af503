using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <summary>
/// Who of this process is sent first: higher priority, then environments in proportion to their weights (by tokens), then
/// first come, first served. An eighth of what passes goes to the oldest below the highest priority that waits, so that
/// nobody waits for ever. Pure; the caller guards it.
/// </summary>
internal sealed class FairQueue(Func<TargetEnvironment, int> weightOf)
{
    private const double PartsAbove = 7;

    private readonly SortedDictionary<(int Descending, TargetEnvironment Environment), SortedList<long, Waiter>> _lines = [];
    private Spent _spent = new([], 0);

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
        var (top, lowest) = (_lines.Count > 0 ? _lines.First().Key.Descending : 0, _lines.Count > 0 ? _lines.Last().Key.Descending : 0);
        if (Remove(waiter))
        {
            _spent = _spent.With(waiter, weightOf, isBelow: -waiter.Request.Priority > top, isAboveOthers: -waiter.Request.Priority == top && lowest > top);
        }
    }

    /// <summary>The next <paramref name="count"/> in the order in which they are to be sent, as if each were taken.</summary>
    public List<Waiter> Peek(int count)
    {
        var spent = _spent;
        var result = new List<Waiter>(Math.Min(count, Count));
        var lines = _lines.Select(line => new Line(line.Key.Descending, line.Key.Environment, line.Value)).ToList();
        while (result.Count < count && lines.Count > 0)
        {
            var (top, lowest) = (lines[0].Descending, lines[^1].Descending);
            var next = Next(lines, top, spent);
            var waiter = next.First;
            result.Add(waiter);
            spent = spent.With(waiter, weightOf, isBelow: next.Descending > top, isAboveOthers: next.Descending == top && lowest > top);
            if (!next.Advance())
            {
                lines.Remove(next);
            }
        }

        return result;
    }

    private static Line Next(List<Line> lines, int top, Spent spent)
    {
        var oldestBelow = lines.Where(line => line.Descending > top).MinBy(line => line.First.Sequence);
        return oldestBelow is not null && spent.Credit >= TokensOf(oldestBelow.First)
            ? oldestBelow
            : lines.Where(line => line.Descending == top).MinBy(line => (spent.Of(line.Environment), line.Environment))!;
    }

    private static (int Descending, TargetEnvironment Environment) KeyOf(Waiter waiter) => (-waiter.Request.Priority, waiter.Request.Environment);

    private static double TokensOf(Waiter waiter) => Math.Max(1.0, waiter.Request.Tokens);

    /// <summary>An environment that was idle has saved nothing up.</summary>
    private void CatchUp(TargetEnvironment environment)
    {
        var busy = _lines.Keys.Select(key => key.Environment).Where(other => other != environment).Select(_spent.Of).ToList();
        if (busy.Count > 0)
        {
            _spent = _spent.AtLeast(environment, busy.Min());
        }
    }

    /// <summary>One priority of one environment, while looking ahead.</summary>
    private sealed class Line(int descending, TargetEnvironment environment, SortedList<long, Waiter> waiters)
    {
        private int _next;

        public int Descending { get; } = descending;

        public TargetEnvironment Environment { get; } = environment;

        public Waiter First => waiters.GetValueAtIndex(_next);

        /// <returns>False at the end.</returns>
        public bool Advance() => ++_next < waiters.Count;
    }

    /// <summary>What environments used, in tokens by weight, and what those below the highest priority have coming, in tokens.</summary>
    private sealed record Spent(Dictionary<TargetEnvironment, double> ByEnvironment, double Credit)
    {
        public double Of(TargetEnvironment environment) => ByEnvironment.GetValueOrDefault(environment);

        public Spent AtLeast(TargetEnvironment environment, double least) =>
            this with { ByEnvironment = new(ByEnvironment) { [environment] = Math.Max(Of(environment), least) } };

        public Spent With(Waiter waiter, Func<TargetEnvironment, int> weightOf, bool isBelow, bool isAboveOthers)
        {
            var (tokens, environment) = (TokensOf(waiter), waiter.Request.Environment);
            return new(
                new(ByEnvironment) { [environment] = Of(environment) + (tokens / Math.Max(1, weightOf(environment))) },
                isBelow ? Credit - tokens : isAboveOthers ? Credit + (tokens / PartsAbove) : 0);
        }
    }
}
