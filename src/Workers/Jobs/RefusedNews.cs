using Workers.Hosting.Environments;

namespace Workers.Jobs;

/// <summary>
/// Which of the rows that the database refuses the log names: each once an hour, and so many an hour of one environment, so that a rule for a whole
/// table is a few lines. All of them are in <c>status</c>.
/// </summary>
internal sealed class RefusedNews(TimeProvider time)
{
    public const int Most = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(TargetEnvironment Environment, Guid Id), long> _named = [];
    private readonly Dictionary<TargetEnvironment, long> _full = [];

    /// <returns>Those to name, and whether to say that there are more.</returns>
    public (IReadOnlyList<RefusedRow> Named, bool More) Tell(TargetEnvironment environment, IReadOnlyList<RefusedRow> rows)
    {
        lock (_gate)
        {
            foreach (var old in _named.Where(one => time.GetElapsedTime(one.Value) >= Kept).Select(one => one.Key).ToList())
            {
                _named.Remove(old);
            }

            var news = rows.Where(row => !_named.ContainsKey((environment, row.Id))).ToList();
            var named = news.Take(Most - _named.Keys.Count(known => known.Environment == environment)).ToList();
            foreach (var row in named)
            {
                _named[(environment, row.Id)] = time.GetTimestamp();
            }

            if (named.Count == news.Count || (_full.TryGetValue(environment, out var said) && time.GetElapsedTime(said) < Kept))
            {
                return (named, false);
            }

            _full[environment] = time.GetTimestamp();
            return (named, true);
        }
    }
}
