using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Operations.Status;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;

namespace Workers.Operations.Health;

/// <summary>A verdict and what it was made from.</summary>
internal sealed record HealthAnswered(HealthVerdict Verdict, StatusReport Status);

/// <summary>
/// Is money safe, are documents safe, is it moving? Asks Redis and every database side by side and tells the answer with the first cause and one next
/// command (<see cref="HealthDecision"/>). It changes nothing that anybody holds, needs no daemon, and may be asked from anywhere, also by a host that serves it: an answer
/// comes within about 15 s whoever is away, since who does not answer is part of it; nothing foreign is thrown. Each asking opens and closes its own
/// connection to Redis, so a host that is asked often keeps the answer for some seconds.
/// </summary>
internal sealed class HealthQuestion(Queues queues, TimeProvider time)
{
    /// <param name="only">One environment; null asks about all that are configured.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; nothing else is thrown.</exception>
    public async Task<HealthAnswered> AskAsync(TargetEnvironment? only, CancellationToken cancellation)
    {
        var beside = ReadBesideAsync(cancellation);
        var status = await StatusReader.ReadAsync(queues, cancellation);
        var (accounts, ahead) = await beside;
        var facts = new HealthFacts(time.GetUtcNow(), status, accounts, (status.InForce ?? queues.Settings).Get<RegistreOptions>().DailyBudget, ahead, DiskFault(status), queues.Settings.Get<RegistreOptions>().Spending.Budgets);
        return new(HealthDecision.Of(facts, only), status);
    }

    /// <summary>What Redis knows that <c>status</c> does not show. Where it does not answer the report says so.</summary>
    private async Task<(IReadOnlyList<AccountEntry>? Accounts, TimeSpan? Ahead)> ReadBesideAsync(CancellationToken cancellation)
    {
        var settings = queues.Settings;
        var (options, registre) = (settings.Get<RedisOptions>(), settings.Get<RegistreOptions>());
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, time, NullLoggerFactory.Instance, cancellation);
            var ahead = await RedisClock.AheadAsync(redis, time, cancellation);
            return (!HasAccounts(registre) ? null : await new AccountDesk(registre, redis, new(options), time).ListAsync(cancellation), ahead);
        }
        catch (RedisFailureException)
        {
            return (null, null);
        }
    }

    /// <summary>A file that went since the settings were read names no accounts.</summary>
    private static bool HasAccounts(RegistreOptions registre)
    {
        try
        {
            return registre.ReadAccounts().Count > 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Only of the machine that a daemon runs on: elsewhere the folder is not the daemon's.</summary>
    private string? DiskFault(StatusReport status)
    {
        var folder = new DataFolder(queues.Settings.Get<HostingOptions>()).Root;
        return status.Daemons.Any(daemon => daemon.Host == Environment.MachineName) && Directory.Exists(folder)
            ? FreeSpace.FindFault(folder, queues.Settings.Get<RegistreOptions>().DiskFree)
            : null;
    }
}
