using Microsoft.Extensions.Logging;
using Npgsql;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Database.Postgres;

/// <summary>
/// Listens on a connection of its own and turns each notification into a wake-up. Comes back by itself. Behind a transaction pooler nothing
/// would be heard: that is said, and looked at again now and then.
/// </summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooksAtAPooler = TimeSpan.FromMinutes(10);
    private readonly TargetEnvironment _environment;
    private readonly CancellationTokenSource _stop = new();
    private readonly PostgresAddress _address;
    private readonly WakeSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private bool _isPoolerSaid;

    public PostgresListener(TargetEnvironment environment, PostgresAddress address, WakeSignal signal, BackgroundLoops loops, TimeProvider time, ILogger logger)
    {
        (_environment, _address, _signal, _time, _logger) = (environment, address, signal, time, logger);
        _loop = Task.Run(() => loops.RunAsync($"notifications {environment.Label()}", null, RunAsync, _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(BackgroundLoop loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = BetweenAttempts;
            try
            {
                await ListenAsync(loop, stop);
                pause = BetweenLooksAtAPooler;
            }
            catch (Exception exception) when (PostgresFailures.Is(exception, stop))
            {
                var failure = await PostgresFailures.ExplainAsync(exception, _address.Server);
                LogNotListening(_logger, _address, failure.Message);
            }

            await Task.Delay(pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns where listening is of no use.</summary>
    private async Task ListenAsync(BackgroundLoop loop, CancellationToken cancellation)
    {
        await using var source = _address.OpenOne(TimeSpan.FromSeconds(10));
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (await TransactionPooler.LookAsync(_address, connection, cancellation) is KeptSession.No)
        {
            if (!_isPoolerSaid)
            {
                _isPoolerSaid = true;
                LogTransactionPooler(_logger, _environment.Label(), _address);
            }

            // Whoever waits for the first look has waited for this.
            _signal.Wake();
            loop.Passed();
            return;
        }

        connection.Notification += (_, _) => _signal.Wake();
        await using (var listen = new NpgsqlCommand("listen workers_queue", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        // What was notified while nobody listened is lost: look once.
        _signal.Wake();
        loop.Passed();
        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not listening on {Address} ({Why}); the queue is polled until the connection is back.")]
    private static partial void LogNotListening(ILogger logger, PostgresAddress address, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Address} is a transaction pooler, which cannot LISTEN; the queue is polled each JOB_POLL_MS, at rest each JOB_REST_POLL_MS. Point {Environment}_SUPABASE_DB_URL at the session pooler or the direct connection (port 5432) for instant pickup.")]
    private static partial void LogTransactionPooler(ILogger logger, string environment, PostgresAddress address);
}
