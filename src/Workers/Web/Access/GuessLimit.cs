using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;

namespace Workers.Web.Access;

/// <summary>From the address came too many that do not serve: what it shows is not looked up.</summary>
internal sealed class SpentAddressException() : Exception("Too many keys or sessions that do not serve came from this address.");

/// <summary>
/// Spares the databases whoever guesses. A key or a session must be looked up before anybody knows whose it is; where so many of one address did not serve in a minute, only those are looked up
/// that were good lately. What is not looked up, and what cannot be found out, is no guess.
/// </summary>
internal sealed class GuessLimit(TimeProvider time) : IDisposable
{
    /// <summary>In a minute, from one address: browsers of a whole office whose sessions have ended stay below.</summary>
    public const int Most = 120;

    private const int MostGood = 10_000;

    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _good = new(StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _guesses = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetSlidingWindowLimiter(
        address, _ => new SlidingWindowRateLimiterOptions { PermitLimit = Most, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    /// <summary>Before something is looked up.</summary>
    /// <param name="shown">Its hash: no secret stays in memory.</param>
    /// <exception cref="SpentAddressException">It is not to be.</exception>
    public void Admit(IPAddress? from, string shown)
    {
        if (_good.TryGetValue(shown, out var at) && time.GetElapsedTime(at) < Lately)
        {
            return;
        }

        using var left = _guesses.AttemptAcquire(AddressBlock.Of(from), permitCount: 0);
        if (!left.IsAcquired)
        {
            throw new SpentAddressException();
        }
    }

    /// <summary>After it was, and the database told whether it serves.</summary>
    /// <inheritdoc cref="Admit" path="/param"/>
    public void Note(IPAddress? from, string shown, bool serves)
    {
        if (!serves)
        {
            _good.TryRemove(shown, out _);
            _guesses.AttemptAcquire(AddressBlock.Of(from)).Dispose();
            return;
        }

        if (_good.Count >= MostGood)
        {
            Forget();
        }

        _good[shown] = time.GetTimestamp();
    }

    public void Dispose() => _guesses.Dispose();

    /// <summary>What is old; all where there are too many.</summary>
    private void Forget()
    {
        foreach (var (shown, at) in _good)
        {
            if (time.GetElapsedTime(at) >= Lately)
            {
                _good.TryRemove(shown, out _);
            }
        }

        if (_good.Count >= MostGood)
        {
            _good.Clear();
        }
    }
}
