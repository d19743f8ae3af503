using System.Collections.Concurrent;
using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>What Redis is to be told of calls, until it knows. One round trip at a time; what comes meanwhile goes together in the next one.</summary>
/// <param name="tell">Tells Redis of some, in an epoch; again does no harm.</param>
internal sealed class Outbox<T>(Func<string, IReadOnlyCollection<T>, CancellationToken, Task> tell) : IDisposable
{
    private const int Batch = 500;

    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly ConcurrentQueue<T> _waiting = new();

    public void Add(T item) => _waiting.Enqueue(item);

    /// <summary>Returns when Redis knows everything that was added before.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal; all of it is kept for the next time.</exception>
    public async Task FlushAsync(string epoch, CancellationToken cancellation)
    {
        await _flushing.WaitAsync(cancellation);
        var items = new List<T>();
        try
        {
            while (!_waiting.IsEmpty)
            {
                while (items.Count < Batch && _waiting.TryDequeue(out var item))
                {
                    items.Add(item);
                }

                await tell(epoch, items, cancellation);
                items.Clear();
            }
        }
        catch
        {
            items.ForEach(_waiting.Enqueue);
            throw;
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();
}
