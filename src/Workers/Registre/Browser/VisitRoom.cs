using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Capacity.Ledger;

namespace Workers.Registre.Browser;

/// <summary>A browser beside the workers takes as much of the server as that of a Registre worker, and waits for it in the same line, for a while.</summary>
/// <param name="patience">The longest wait for it; null: <see cref="Patience"/>.</param>
internal sealed partial class VisitRoom(Admission admission, CapacityLedger ledger, TimeProvider time, ILogger<VisitRoom> logger, TimeSpan? patience = null)
{
    /// <summary>Most of the time that a walk has: what is left is enough for one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <returns>The room until it is disposed; the ledger's keeper renews it meanwhile.</returns>
    /// <exception cref="RegistreFailure">There was none in time; its place in the line is given up.</exception>
    public async Task<IAsyncDisposable> TakeAsync(string holder, CancellationToken cancellation)
    {
        var (since, isTold) = (time.GetTimestamp(), false);
        try
        {
            while (await admission.ReserveAsync(holder, WorkerType.Registre, cancellation, shadow: true) is { } answer and not ReserveAnswer.Granted)
            {
                if (time.GetElapsedTime(since) >= (patience ?? Patience) || answer is ReserveAnswer.Refused { Shortage.NeverFits: true })
                {
                    throw new RegistreFailure(RegistreFault.NoRoom, "browser", $"the server has no room for its browser: {answer.WhyNot}");
                }

                if (!isTold)
                {
                    LogWaits(holder, answer.WhyNot);
                    isTold = true;
                }

                await Task.Delay(AskAgain, time, cancellation);
            }

            return new Taken(ledger, holder);
        }
        catch
        {
            await ledger.ReleaseAsync(holder, CancellationToken.None);
            throw;
        }
    }

    private sealed class Taken(CapacityLedger ledger, string holder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await ledger.ReleaseAsync(holder, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Holder} waits for room on the server: {Reason}")]
    private partial void LogWaits(string holder, string? reason);
}
