using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Operations;
using Workers.Redis;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary>The queues that a command works on, and a word to the daemons when it changed one.</summary>
internal sealed class Queues : IAsyncDisposable
{
    private readonly LoadedSettings _settings;
    private readonly List<IDatabaseFunctions> _databases;

    private Queues(LoadedSettings settings, List<IDatabaseFunctions> databases) => (_settings, _databases) = (settings, databases);

    public IReadOnlyList<TargetEnvironment> Configured => [.. _databases.Select(database => database.Environment)];

    public JobStore this[TargetEnvironment environment] => new(_databases.Find(database => database.Environment == environment)!);

    /// <summary>For commands that need a queue.</summary>
    /// <exception cref="CommandException">None is configured, or something is wrong with the configuration.</exception>
    public static Queues Open(ParseResult parsed) => Open(CommonOptions.LoadSettings(parsed, CommonOptions.RequireAnEnvironment));

    public static Queues Open(LoadedSettings settings) => new(settings, [.. CommonOptions.ConfiguredEnvironments(settings).Select(
        environment => DatabaseFactory.Open(environment, TimeProvider.System, NullLoggerFactory.Instance))]);

    /// <summary>The environment that was asked for, or the only one.</summary>
    /// <exception cref="CommandException">It is not configured, or there are several and none was named.</exception>
    public TargetEnvironment Choose(TargetEnvironment? asked)
    {
        var known = string.Join(", ", Configured.Select(name => name.Label().ToLowerInvariant()));
        return asked switch
        {
            { } name when Configured.Contains(name) => name,
            { } name => throw new CommandException(ExitCode.Configuration, $"{name.Label()} is not configured; configured: {known}. Set {name.Label()}_SUPABASE_URL and its key, or name another."),
            null when Configured.Count == 1 => Configured[0],
            null => throw new CommandException(ExitCode.Usage, $"Several environments are configured ({known}): say which with --env."),
        };
    }

    /// <summary>Runs a call of the database; its failures become one message for the operator.</summary>
    public static async Task<T> AskAsync<T>(TargetEnvironment environment, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (DatabaseException fault)
        {
            var exitCode = fault.Kind switch
            {
                DatabaseFailure.Unavailable => ExitCode.Unavailable,
                DatabaseFailure.Refused => ExitCode.Data,
                _ => ExitCode.Configuration,
            };
            throw new CommandException(exitCode, $"{environment.Label()}: {fault.Message}", fault);
        }
    }

    /// <returns>Why no worker has taken a document that waits for this stage; null when one is about to.</returns>
    public async Task<string?> WhyNobodyTakesItAsync(TargetEnvironment environment, JobStage stage, CancellationToken cancellation)
    {
        var options = _settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            var daemons = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var gemini = await new GeminiUsageReader(redis, keys, _settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            return WaitReason.Of(environment, stage, [.. daemons.Select(daemon => daemon.Report)], gemini);
        }
        catch (RedisUnavailableException away)
        {
            return away.Message;
        }
    }

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
