using Microsoft.Extensions.Hosting;
using Workers.Capacity;

namespace Workers.Supervisor;

/// <summary>Registered before what renews reservations, so that it is stopped after: then the ledger holds nothing of this daemon.</summary>
internal sealed class LedgerDoor(CapacityLedger ledger, DaemonBoard board) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await board.ClearAsync(cancellationToken);
        await ledger.CloseAsync(cancellationToken);
    }
}
