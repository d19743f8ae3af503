using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Readers;

/// <summary>The witnesses of some pages, heard while the model is asked. Whoever leaves early ends it, and waits for its end: it uses the document's folder.</summary>
internal sealed class Hearing : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;

    public Hearing(Func<CancellationToken, Task<IReadOnlyDictionary<int, DeedTestimony>>> hear, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Said = hear(_stop.Token);
    }

    public Task<IReadOnlyDictionary<int, DeedTestimony>> Said { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Said).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
