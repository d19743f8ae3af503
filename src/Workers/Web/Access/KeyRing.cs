using System.Collections.Concurrent;
using System.Net;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Web.Access;

/// <summary>
/// The keys that were shown lately, checked by their environment's database. What was found serves for some seconds, so that a key that is revoked is refused soon on
/// every replica; where the database does not answer after that, nobody is let in. Bounded: who guesses keys takes no memory, and an environment whose database is away no seat of another.
/// </summary>
internal sealed class KeyRing(Queues queues, GuessLimit guesses, TimeProvider time) : IDisposable
{
    private const int MostKept = 10_000;
    private const int MostAsked = 8;

    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Found> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<TargetEnvironment, SemaphoreSlim> _seats = queues.Configured.ToDictionary(environment => environment, _ => new SemaphoreSlim(MostAsked));

    /// <param name="from">Who shows it.</param>
    /// <returns>Who it is, or why not.</returns>
    /// <exception cref="OperationException">The database did not answer.</exception>
    /// <exception cref="SpentAddressException">It was not asked.</exception>
    public async Task<(Caller? Caller, string? WhyNot)> FindAsync(string shown, IPAddress? from, CancellationToken cancellation)
    {
        if (!KeyText.TryParse(shown, out var text) || !queues.Configured.Contains(text.Environment))
        {
            return (null, "it is no key of an environment that is served here");
        }

        // Kept under the hash: no secret stays in memory.
        var name = $"{text.Environment} {text.Id} {text.SecretSha256}";
        if (_found.TryGetValue(name, out var kept) && time.GetElapsedTime(kept.At) < Kept)
        {
            return (kept.Caller, kept.WhyNot);
        }

        var seats = _seats[text.Environment];
        if (!await seats.WaitAsync(MostWait, cancellation))
        {
            throw new OperationException(OperationFailure.Unavailable, $"{text.Environment.Label()}: the database answers too slowly for keys to be checked.");
        }

        try
        {
            guesses.Admit(from, name);
            var answer = await Queues.AskAsync(text.Environment, queues.KeysOf(text.Environment).CheckAsync(text, cancellation));
            guesses.Note(from, name, serves: answer.Key is not null);
            var found = answer.Key is { } key ? new Found(new(text.Environment, key), null, time.GetTimestamp()) : new(null, WordOf(answer.Why), time.GetTimestamp());
            if (_found.Count >= MostKept)
            {
                Forget();
            }

            _found[name] = found;
            return (found.Caller, found.WhyNot);
        }
        finally
        {
            seats.Release();
        }
    }

    public void Dispose()
    {
        foreach (var seats in _seats.Values)
        {
            seats.Dispose();
        }
    }

    /// <summary>What is old, and what was no key; a good one goes only where there are too many of those.</summary>
    private void Forget()
    {
        foreach (var (name, found) in _found)
        {
            if (found.Caller is null || time.GetElapsedTime(found.At) >= Kept)
            {
                _found.TryRemove(name, out _);
            }
        }

        if (_found.Count >= MostKept)
        {
            _found.Clear();
        }
    }

    private static string WordOf(KeyRefusal? why) => why switch
    {
        KeyRefusal.Revoked => "it was revoked",
        KeyRefusal.Expired => "its time is over",
        _ => "it is not known",
    };

    private sealed record Found(Caller? Caller, string? WhyNot, long At);
}
