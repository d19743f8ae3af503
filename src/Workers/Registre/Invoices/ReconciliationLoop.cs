using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Loops;
using Workers.Redis;

namespace Workers.Registre.Invoices;

/// <summary>
/// Compares each account's invoices with the ledgers once a day, from <c>REGISTRE_RECONCILE_AT</c> on: one daemon of those with the same environments, agreed in Redis. What fails is tried
/// again after a while, for three hours.
/// </summary>
internal sealed partial class ReconciliationLoop(
    RegistreOptions options, InvoiceWalk walk, Databases databases, RedisGateway redis, RedisKeys keys, BackgroundLoops loops, TimeProvider time, ILogger<ReconciliationLoop> logger)
    : BackgroundService
{
    /// <summary>Days that are judged: invoices of the month before are looked at once more after it is over.</summary>
    public const int Days = 35;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Invoices are read page by page at the site's pace, one account after the other.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    private readonly DailyTurn _turn = new(redis);

    /// <summary>One pass over the accounts whose turn it is.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        if (DailyTurn.Today(options.ReconcileAt, time.GetUtcNow()) is not { } day)
        {
            return;
        }

        foreach (var account in options.ReadAccounts())
        {
            var key = keys.InvoicesReconciled(account.Code, databases.Environments, day);
            if (await IsOursAsync(key, stop) && await RunAsync(account.Code, stop))
            {
                await _turn.DoneAsync(key, stop);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.ReconcileAt is null ? Task.CompletedTask : loops.RepeatAsync("invoices", Interval, RunOnceAsync, stoppingToken, longest: Longest);

    private async Task<bool> IsOursAsync(string key, CancellationToken stop)
    {
        try
        {
            return await _turn.TakeAsync(key, stop);
        }
        catch (RedisUnavailableException)
        {
            // The connection itself is watched and told elsewhere; the account's turn comes again.
            return false;
        }
    }

    private async Task<bool> RunAsync(string account, CancellationToken stop)
    {
        try
        {
            var ledgers = databases.Environments.Select(environment => new InvoiceLedger(databases[environment])).ToList();
            var run = await new InvoiceReconciler(walk, ledgers, new(redis, keys, time), options.Price, time).RunAsync(account, Days, stop);
            LogRan(logger, account, run.From, run.Found.Known.Count, run.Found.Differences.Count, run.Found.UnexplainedCad);
            foreach (var difference in run.New)
            {
                LogDiffers(logger, account, difference.Kind, difference.Day, difference.Line ?? difference.Purchase!.Document.Key, difference.Cad);
            }

            return true;
        }
        catch (Exception failure) when (failure is RegistreFailure or DatabaseException or RedisUnavailableException)
        {
            LogNotRead(logger, account, failure.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Invoices of {Account} since {From}: {Known} known, {Differences} differ, {Unexplained} CAD unexplained.")]
    private static partial void LogRan(ILogger logger, string account, DateOnly from, int known, int differences, decimal unexplained);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An invoice of {Account} and the ledger differ ({Kind}, {Day}, {Cad} CAD unexplained): {What}. See 'invoices list'.")]
    private static partial void LogDiffers(ILogger logger, string account, DifferenceKind kind, DateOnly day, string what, decimal cad);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The invoices of {Account} were not compared with the ledger, and are tried again: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string account, string reason);
}
