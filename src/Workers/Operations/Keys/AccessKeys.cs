using Workers.Access;
using Workers.Hosting.Environments;

namespace Workers.Operations.Keys;

/// <param name="Text">Told here and never again.</param>
internal sealed record MadeKey(TargetEnvironment Environment, AccessKey Key, string Text);

internal sealed record ListedKey(TargetEnvironment Environment, AccessKey Key);

/// <summary>The keys with which programs and people ask over the network.</summary>
internal static class AccessKeys
{
    private const int LongestName = 100;

    /// <exception cref="OperationException">The name or the end is none, or the environment's database did not take it.</exception>
    public static async Task<MadeKey> MakeAsync(Queues queues, TargetEnvironment environment, NewKey wanted, TimeProvider time, CancellationToken cancellation)
    {
        if (TypedText.FaultOfName("The name of a key", wanted.Name, LongestName, "that tell whose it is") is { } fault)
        {
            throw new OperationException(OperationFailure.Invalid, fault);
        }

        if (wanted.ExpiresAt is { } end && end <= time.GetUtcNow())
        {
            throw new OperationException(OperationFailure.Invalid, $"The end of a key: found {end:yyyy-MM-dd}, which is over; allowed: a day that comes.");
        }

        var (key, text) = await Queues.AskAsync(environment, queues.KeysOf(environment).MakeAsync(wanted with { Name = wanted.Name.Trim() }, cancellation));
        return new(environment, key, text.Show());
    }

    /// <exception cref="OperationException">The environment is not configured, or a database did not answer.</exception>
    public static async Task<IReadOnlyList<ListedKey>> ListAsync(Queues queues, TargetEnvironment? only, CancellationToken cancellation)
    {
        var found = new List<ListedKey>();
        foreach (var environment in only is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var keys = await Queues.AskAsync(environment, queues.KeysOf(environment).ListAsync(cancellation));
            found.AddRange(keys.Select(key => new ListedKey(environment, key)));
        }

        return found;
    }

    /// <summary>Whoever serves it takes notice within seconds.</summary>
    /// <param name="only">Where it is looked for; null looks everywhere. A database that was copied has the other's keys too.</param>
    /// <exception cref="OperationException">No key has that id, or a database did not answer.</exception>
    public static async Task<ListedKey> RevokeAsync(Queues queues, TargetEnvironment? only, string id, string by, CancellationToken cancellation)
    {
        OperationException? away = null;
        IReadOnlyList<TargetEnvironment> asked = only is { } one ? [queues.Require(one)] : queues.Configured;
        foreach (var environment in asked)
        {
            try
            {
                if (await Queues.AskAsync(environment, queues.KeysOf(environment).RevokeAsync(id, by, cancellation)) is { } key)
                {
                    return new(environment, key);
                }
            }
            catch (OperationException fault)
            {
                // It may be another's.
                away ??= fault;
            }
        }

        throw away ?? new OperationException(
            OperationFailure.Refused, $"No key '{Hosting.Printable.Of(id)}' in {string.Join(", ", asked.Select(environment => environment.Label()))}. Its id is what 'keys list' shows first.");
    }
}
