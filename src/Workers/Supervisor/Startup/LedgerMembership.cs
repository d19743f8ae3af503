using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Redis;
using Workers.Supervisor.Peers;

namespace Workers.Supervisor.Startup;

/// <summary>Registered before what renews reservations, so that it is stopped after: then the ledger holds nothing of this daemon.</summary>
internal sealed partial class LedgerMembership(CapacityLedger ledger, DaemonDirectory directory, LedgerDaemonIdentity identity, ILogger<LedgerMembership> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.ClearAsync(identity.Id, cancellationToken);
        }
        catch (RedisFailureException away)
        {
            LogShown(away.Message);
        }

        await ledger.CloseAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The daemon's report is left to expire: {Reason}")]
    private partial void LogShown(string reason);
}
