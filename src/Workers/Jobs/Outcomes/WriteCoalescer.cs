using System.Diagnostics.CodeAnalysis;
using Workers.Database;

namespace Workers.Jobs.Outcomes;

/// <summary>
/// One function's writes, many claims to a call: what comes while a call is under way goes with the next, so ten workers that
/// end together cost one commit, and nobody waits for company. A call that takes long holds up nobody behind it, and when the
/// database refuses a call of several, or one of its rows is locked by somebody else, each is sent alone, so that it fails by itself. A call names a document once:
/// an old holder and a new one of the same process are answered apart.
/// </summary>
/// <param name="send">Makes one call and returns its answers in the order of the writes.</param>
internal sealed class WriteCoalescer(Func<IReadOnlyList<object>, Task<IReadOnlyList<Written>>> send, TimeProvider time)
{
    private const int Most = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Queue<Write> _waiting = new();
    private bool _isSending;

    /// <param name="id">Of the document.</param>
    /// <param name="job">What the function's request holds for this claim.</param>
    /// <param name="cancellation">Ends the wait; a write that was sent may be applied all the same.</param>
    /// <exception cref="DatabaseException">What became of the call that carried it.</exception>
    public Task<Written> WriteAsync(Guid id, object job, CancellationToken cancellation)
    {
        var write = new Write(id, job, cancellation);
        bool isFirst;
        lock (_gate)
        {
            _waiting.Enqueue(write);
            isFirst = !_isSending;
            _isSending = true;
        }

        if (isFirst)
        {
            // Behind whatever is ready to run: what ended in the same moment goes with the same call.
            _ = Task.Run(SendAllAsync, CancellationToken.None);
        }

        return write.Answer.Task.WaitAsync(cancellation);
    }

    private async Task SendAllAsync()
    {
        while (TakeAll() is { Count: > 0 } writes)
        {
            await SendAsync(writes).WaitAsync(Patience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<Write> TakeAll()
    {
        lock (_gate)
        {
            List<Write> writes = [];
            var ids = new HashSet<Guid>();
            while (writes.Count < Most && _waiting.TryPeek(out var write) && (write.Cancellation.IsCancellationRequested || ids.Add(write.Id)))
            {
                if (!_waiting.Dequeue().Cancellation.IsCancellationRequested)
                {
                    writes.Add(write);
                }
            }

            _isSending = writes.Count > 0;
            return writes;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was belongs to those who wait for this call.")]
    private async Task SendAsync(List<Write> writes)
    {
        try
        {
            var answers = await send([.. writes.Select(write => write.Job)]);
            foreach (var (write, answer) in writes.Zip(answers))
            {
                write.Answer.TrySetResult(answer);
            }
        }
        catch (DatabaseException failure) when ((failure.MayBeOneRow || failure.IsLocked) && writes.Count > 1)
        {
            await Task.WhenAll(writes.Select(write => SendAsync([write])));
        }
        catch (Exception failure)
        {
            writes.ForEach(write => write.Answer.TrySetException(failure));
        }
    }

    private sealed record Write(Guid Id, object Job, CancellationToken Cancellation)
    {
        public TaskCompletionSource<Written> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
