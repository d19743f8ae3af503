using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;
using Workers.Ocr;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;

namespace Workers.Supervisor.Startup;

/// <summary>What must be right before the daemon claims anything.</summary>
internal static class DaemonChecks
{
    /// <summary>Redis answers, and is set up so that it keeps what it is told; the connection is kept.</summary>
    public static StartupCheck Redis(RedisOptions options, BackgroundLoops loops, TimeProvider time, ILoggerFactory loggers, Action<RedisGateway> connected, Action<string> warn) =>
        new(new CheckSubject.Redis(), async cancellation =>
        {
            RedisGateway? gateway = null;
            try
            {
                gateway = await RedisGateway.ConnectAsync(options, time, loggers, cancellation, loops);
                var traits = await gateway.InspectAsync(cancellation);
                if (traits.FindRefusal(options) is { } refusal)
                {
                    return new CheckResult.Wrong(refusal);
                }

                foreach (var warning in traits.FindWarnings(options.Url))
                {
                    warn(warning);
                }

                connected(gateway);
                gateway = null;
                return CheckResult.Good.Instance;
            }
            catch (RedisFailureException failure)
            {
                return Failed(failure);
            }
            finally
            {
                if (gateway is not null)
                {
                    await gateway.DisposeAsync();
                }
            }
        });

    /// <summary>
    /// The environment's database answers, accepts us, and has our schema and our meaning of statuses; its documents have a place. Then this daemon is
    /// written down there, before it holds anything.
    /// </summary>
    /// <param name="declared">Hears whether the database has never known a daemon before.</param>
    public static StartupCheck Environment(
        EnvironmentSettings environment, DocumentStores stores, TimeProvider time, ILoggerFactory loggers, Action<string> warn, Action<bool>? declared = null) =>
        new(new CheckSubject.Environment(environment.Name), async cancellation =>
        {
            await using var database = DatabaseFactory.Open(environment, time, loggers, listens: false);
            var verdict = await SchemaCheck.RunAsync(database, cancellation);
            if (!verdict.IsUsable)
            {
                var message = $"{verdict.Problem} {verdict.Remedy}";
                return verdict.Unreachable ? new CheckResult.NotYet(message) : new CheckResult.Wrong(message);
            }

            if (verdict.Warning is not null)
            {
                warn(verdict.Warning);
            }

            if (await stores[environment.Name].CheckAsync(cancellation) is { } remedy)
            {
                return new CheckResult.NotYet($"{environment.Name.Label()}: {remedy}");
            }

            try
            {
                var answer = await database.CallAsync<DeclareAnswer>("workers_declare", new { }, cancellation);
                declared?.Invoke(answer.IsFirst);
                return CheckResult.Good.Instance;
            }
            catch (DatabaseException failure)
            {
                return new CheckResult.NotYet($"{environment.Name.Label()}: the database did not take down that a daemon starts: {failure.Message}");
            }
        });

    /// <summary>This daemon's place in the ledger.</summary>
    /// <param name="isFirst">No database that is served has ever known a daemon.</param>
    public static StartupCheck Ledger(IServiceProvider services, Pools pools, bool isFirst) => new(new CheckSubject.Capacity(), async cancellation => await OpenLedgerAsync(
        services.GetRequiredService<CapacityLedger>(), isFirst && pools.HasFlag(Pools.Registre) ? services.GetRequiredService<AccountLeases>() : null, isFirst, cancellation));

    /// <summary>What the pools that run need on this machine. Nothing outside is asked, so that it can be looked at meanwhile.</summary>
    public static IEnumerable<StartupCheck> Machine(LoadedSettings settings, Pools pools, TimeProvider time, ILoggerFactory loggers)
    {
        if (pools.HasFlag(Pools.Registre))
        {
            yield return new(new CheckSubject.Browser(), async cancellation => CheckResult.From(
                await new BrowserCheck(settings.Get<RegistreOptions>(), time, loggers.CreateLogger<BrowserCheck>()).CheckAsync(cancellation)));
        }

        if (pools.HasFlag(Pools.Ocr))
        {
            yield return new(new CheckSubject.Ocr(), async cancellation =>
            {
                return CheckResult.From(StartFault.Of(await OcrSetup.FindFaultsAsync(settings.Get<OcrOptions>(), time, cancellation)));
            });
        }
    }

    private static async Task<CheckResult> OpenLedgerAsync(CapacityLedger ledger, AccountLeases? accounts, bool isFirst, CancellationToken cancellation)
    {
        try
        {
            var answer = await ledger.OpenAsync(cancellation, isFirst);
            if (accounts is not null && answer is { Refusal: null } && answer.OpensIn <= TimeSpan.Zero)
            {
                await accounts.OpenAsync(cancellation);
            }

            // Of a machine that is gone it ends by itself.
            return answer.Refusal is { } refusal ? new CheckResult.NotYet(refusal) : CheckResult.Good.Instance;
        }
        catch (RedisFailureException failure)
        {
            return Failed(failure);
        }
    }

    private sealed record DeclareAnswer(bool IsFirst);

    private static CheckResult Failed(RedisFailureException failure) =>
        failure.NeedsSomebody ? new CheckResult.Wrong(failure.Message) : new CheckResult.NotYet(failure.Message);
}
