namespace Workers.Web.Live;

/// <summary>How many streams one key and this server hold open at the most.</summary>
internal sealed class LiveSeats
{
    public const int MostOfKey = 100;
    public const int MostOfServer = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private int _all;

    /// <param name="key">Whose.</param>
    /// <param name="why">Why there is none.</param>
    /// <returns>Gives it back when disposed; null where there is none.</returns>
    public IDisposable? Take(string key, out string? why)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(key);
            why = taken >= MostOfKey ? FormattableString.Invariant($"The key has {MostOfKey} streams open. Close one, or let one stream tell more.")
                : _all >= MostOfServer ? FormattableString.Invariant($"This server has {MostOfServer} streams open. Ask again later, or ask another.")
                : null;
            if (why is not null)
            {
                return null;
            }

            (_taken[key], _all) = (taken + 1, _all + 1);
            return new Seat(this, key);
        }
    }

    private void Give(string key)
    {
        lock (_gate)
        {
            _all--;
            if (--_taken[key] == 0)
            {
                _taken.Remove(key);
            }
        }
    }

    private sealed class Seat(LiveSeats seats, string key) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                seats.Give(key);
            }
        }
    }
}
