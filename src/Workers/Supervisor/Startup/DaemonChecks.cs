using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Startup;
using Workers.Ocr;
using Workers.Redis;
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

    /// <summary>The environment's database answers, accepts us, and has our schema and our meaning of statuses; its documents have a place.</summary>
    public static StartupCheck Environment(EnvironmentSettings environment, DocumentStores stores, TimeProvider time, ILoggerFactory loggers, Action<string> warn) =>
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

            return await stores[environment.Name].CheckAsync(cancellation) is { } remedy
                ? new CheckResult.NotYet($"{environment.Name.Label()}: {remedy}")
                : CheckResult.Good.Instance;
        });

    /// <summary>What the pools that run need on this machine, and this daemon's place in the ledger.</summary>
    public static IEnumerable<StartupCheck> Machine(IServiceProvider services, Pools pools, TimeProvider time)
    {
        yield return new(new CheckSubject.Capacity(), async cancellation => await OpenLedgerAsync(services.GetRequiredService<CapacityLedger>(), cancellation));
        if (pools.HasFlag(Pools.Registre))
        {
            yield return new(new CheckSubject.Browser(), async cancellation => CheckResult.From(await services.GetRequiredService<BrowserCheck>().CheckAsync(cancellation)));
        }

        if (pools.HasFlag(Pools.Ocr))
        {
            yield return new(new CheckSubject.Ocr(), async cancellation =>
            {
                var faults = await OcrSetup.FindFaultsAsync(services.GetRequiredService<OcrOptions>(), time, cancellation);
                return CheckResult.From(faults.Count == 0 ? null : string.Join(" ", faults));
            });
        }
    }

    private static async Task<CheckResult> OpenLedgerAsync(CapacityLedger ledger, CancellationToken cancellation)
    {
        try
        {
            return CheckResult.From((await ledger.OpenAsync(cancellation)).Refusal);
        }
        catch (RedisFailureException failure)
        {
            return Failed(failure);
        }
    }

    private static CheckResult Failed(RedisFailureException failure) =>
        failure is RedisRefusedException ? new CheckResult.Wrong(failure.Message) : new CheckResult.NotYet(failure.Message);
}
