using Simulators.Servers;

namespace Workers.Support;

/// <summary>One pgbouncer in transaction mode with two connections a database, for a class, started by its first test that asks.</summary>
public sealed class PgBouncerFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private PgBouncer? _pooler;

    /// <summary>The way through it to a database whose own address is given.</summary>
    public async Task<string> UrlAsync(string database)
    {
        await _gate.WaitAsync();
        try
        {
            return (_pooler ??= await PgBouncer.StartAsync(database)).Url(database);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_pooler is not null)
        {
            await _pooler.DisposeAsync();
        }
    }
}
