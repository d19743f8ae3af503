using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Redis;

namespace Workers.Operations;

/// <summary>The queues that an operation works on, and a word to the daemons when it changed one.</summary>
internal sealed class Queues : IAsyncDisposable
{
    private readonly LoadedSettings _settings;
    private readonly List<IDatabaseFunctions> _databases;

    private Queues(LoadedSettings settings, List<IDatabaseFunctions> databases) => (_settings, _databases) = (settings, databases);

    public IReadOnlyList<TargetEnvironment> Configured => [.. _databases.Select(database => database.Environment)];

    public JobStore this[TargetEnvironment environment] => new(_databases.Find(database => database.Environment == environment)!);

    /// <summary>Opens the queue of every environment that is configured; none may be.</summary>
    public static Queues Open(LoadedSettings settings) => new(settings, [.. ConfiguredEnvironments.Of(settings).Select(
        environment => DatabaseFactory.Open(environment, TimeProvider.System, NullLoggerFactory.Instance))]);

    /// <summary>The environment that was asked for, or the only one.</summary>
    /// <exception cref="OperationException">It is not configured, or there are several and none was named.</exception>
    public TargetEnvironment Choose(TargetEnvironment? asked)
    {
        var known = string.Join(", ", Configured.Select(name => name.Label().ToLowerInvariant()));
        return asked switch
        {
            { } name when Configured.Contains(name) => name,
            { } name => throw new OperationException(
                OperationFailure.Misconfigured, $"{name.Label()} is not configured; configured: {known}. Set {name.Label()}_SUPABASE_URL and its key, or name another."),
            null when Configured.Count == 1 => Configured[0],
            null => throw new OperationException(OperationFailure.EnvironmentNotNamed, $"Several environments are configured ({known})"),
        };
    }

    /// <summary>The environment that was asked for, or the only one; null where each document must name its own.</summary>
    /// <exception cref="OperationException">The one asked for is not configured.</exception>
    public TargetEnvironment? ChooseIfAny(TargetEnvironment? asked) => asked is null && Configured.Count != 1 ? null : Choose(asked);

    /// <summary>Wakes the daemons. Without Redis they notice within their poll interval.</summary>
    public async Task WakeAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        var options = _settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            await redis.PublishAsync(new RedisKeys(options).QueueChanged(environment), "", cancellation);
        }
        catch (RedisUnavailableException)
        {
            // The documents are in the queue all the same.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }
}
