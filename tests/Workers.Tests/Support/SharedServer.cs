namespace Workers.Support;

/// <summary>A server that tests share, wherever it runs: what reaches it, and what ends it.</summary>
internal sealed record SharedServer<T>(T Address, IAsyncDisposable Running) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
