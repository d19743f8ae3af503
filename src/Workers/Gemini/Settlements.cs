using System.Collections.Concurrent;
using Workers.Redis;

namespace Workers.Gemini;

/// <summary>What calls used, until Redis knows it. One round trip at a time; what comes meanwhile goes together in the next one.</summary>
internal sealed class Settlements(LimiterStore store, string process) : IDisposable
{
    private const int Batch = 500;

    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly ConcurrentQueue<(string Id, long Used)> _waiting = new();

    /// <param name="used">Input tokens; -1 for a call that was never sent.</param>
    public void Add(string id, long used) => _waiting.Enqueue((id, used));

    /// <summary>Returns when everything that was added before is settled.</summary>
    /// <exception cref="RedisUnavailableException">No answer; all of it is kept for the next time.</exception>
    public async Task FlushAsync(string epoch, CancellationToken cancellation)
    {
        await _flushing.WaitAsync(cancellation);
        var calls = new List<(string Id, long Used)>();
        try
        {
            while (!_waiting.IsEmpty)
            {
                while (calls.Count < Batch && _waiting.TryDequeue(out var call))
                {
                    calls.Add(call);
                }

                await store.SettleAsync(process, epoch, calls, cancellation);
                calls.Clear();
            }
        }
        catch
        {
            calls.ForEach(_waiting.Enqueue);
            throw;
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();
}
