using Microsoft.Extensions.Logging.Abstractions;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Hosting.Node;
using Workers.Redis;
using Workers.Registre.Accounts;

namespace Workers.Registre.Browser;

/// <summary>
/// Room for the browser that a person's command opens. While daemons run on this machine it takes part in their ledger like a worker, for as long as the command lasts, and
/// changes nothing of their budget; where none runs, nobody else needs the room.
/// </summary>
internal sealed class CommandRoom : IAsyncDisposable
{
    private const string Mark = "command-";

    private readonly CapacityLedger? _ledger;
    private readonly Admission? _admission;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing = Task.CompletedTask;

    private CommandRoom()
    {
    }

    private CommandRoom(CapacityLedger ledger, CapacityOptions options, TimeProvider time)
    {
        _ledger = ledger;
        _admission = new(ledger, new MemoryMeter(), options);
        _renewing = RenewAsync(ledger, options.TimeToLive / 4, time, _stop.Token);
        Room = new(_admission, ledger, time, NullLogger<VisitRoom>.Instance, AccountLeases.Patience);
    }

    /// <summary>Null where no daemon shares this machine with the command.</summary>
    public VisitRoom? Room { get; }

    /// <summary>Whether that holds under this name which shows itself nowhere but in the ledger, because it is a command.</summary>
    public static bool IsCommand(string daemon) => daemon.StartsWith(Mark, StringComparison.Ordinal);

    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public static async Task<CommandRoom> OpenAsync(CapacityOptions options, RedisGateway redis, RedisKeys keys, TimeProvider time, CancellationToken cancellation)
    {
        var (id, machine) = (Mark + DaemonIdentity.OfThisStart().Id, BootIdentity.Current());
        if ((await new LedgerScripts(redis, keys, new(id, machine, default, options.TimeToLive)).ReadAsync(cancellation)).Budget is not { } budget)
        {
            return new();
        }

        // The least that the daemons declare, so that it stays what it is. A ledger of another machine refuses: the browser opens on this one.
        var ledger = new CapacityLedger(new LedgerScripts(redis, keys, new(id, machine, budget, options.TimeToLive)), time, NullLogger<CapacityLedger>.Instance);
        return (await ledger.OpenAsync(cancellation)).Refusal is null ? new(ledger, options, time) : new();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        _admission?.Dispose();
        if (_ledger is not null)
        {
            await _ledger.CloseAsync(CancellationToken.None);
        }
    }

    private static async Task RenewAsync(CapacityLedger ledger, TimeSpan pace, TimeProvider time, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pace, time, stop);
                await ledger.TryRenewAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The command has ended.
        }
    }
}
