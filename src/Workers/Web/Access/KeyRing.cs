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

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Found> _found = new(StringComparer.Ordinal);
    private int _ends;
    private readonly CheckSeats _seats = new(queues.Configured, "keys");

    /// <summary>How many keys were revoked here: who goes on with one looks it up again when this changes.</summary>
    public int Ends => Volatile.Read(ref _ends);

    /// <summary>A key was revoked here.</summary>
    public event Action? Ended;

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

        var ends = Volatile.Read(ref _ends);
        var answer = await _seats.AskAsync(text.Environment, AskAsync, cancellation);
        var found = answer.Key is { } key ? new Found(new(text.Environment, key), null, time.GetTimestamp()) : new(null, WordOf(answer.Why), time.GetTimestamp());
        if (_found.Count >= MostKept)
        {
            Forget();
        }

        // What was asked before a key ended may say that it serves.
        if (ends == Volatile.Read(ref _ends))
        {
            _found[name] = found;
        }

        return (found.Caller, found.WhyNot);

        async Task<CheckedKey> AskAsync()
        {
            guesses.Admit(from, name);
            var told = await Queues.AskAsync(text.Environment, queues.KeysOf(text.Environment).CheckAsync(text, cancellation));
            guesses.Note(from, name, serves: told.Key is not null);
            return told;
        }
    }

    /// <summary>Forgets what is known of a key that was revoked here: it is looked up when it is shown again.</summary>
    public void Forget(TargetEnvironment environment, string id)
    {
        Interlocked.Increment(ref _ends);
        foreach (var name in _found.Keys.Where(name => name.StartsWith($"{environment} {id} ", StringComparison.Ordinal)))
        {
            _found.TryRemove(name, out _);
        }

        Ended?.Invoke();
    }

    public void Dispose() => _seats.Dispose();

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
