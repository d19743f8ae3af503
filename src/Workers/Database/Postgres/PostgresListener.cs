using Microsoft.Extensions.Logging;
using Npgsql;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Database.Postgres;

/// <summary>Listens on a connection of its own and turns each notification into a wake-up. Comes back by itself.</summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly PostgresAddress _address;
    private readonly WakeSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public PostgresListener(TargetEnvironment environment, PostgresAddress address, WakeSignal signal, BackgroundLoops loops, TimeProvider time, ILogger logger)
    {
        (_address, _signal, _time, _logger) = (address, signal, time, logger);
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
            try
            {
                await ListenAsync(loop, stop);
            }
            catch (Exception exception) when (PostgresFailures.Is(exception, stop))
            {
                var failure = await PostgresFailures.ExplainAsync(exception, _address.Server);
                LogNotListening(_logger, _address, failure.Message);
            }

            await Task.Delay(BetweenAttempts, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(BackgroundLoop loop, CancellationToken cancellation)
    {
        await using var source = _address.OpenOne(TimeSpan.FromSeconds(10));
        await using var connection = await source.OpenConnectionAsync(cancellation);
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
}
