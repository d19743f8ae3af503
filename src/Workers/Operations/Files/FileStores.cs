using Microsoft.Extensions.DependencyInjection;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Ocr;
using Workers.Ocr.Pages;

namespace Workers.Operations.Files;

internal readonly struct FileSeat(SemaphoreSlim seats) : IDisposable
{
    public void Dispose() => seats.Release();
}

/// <summary>The stores of the environments that are configured, and a place on this machine's disk for files on their way. Opened when the first file comes.</summary>
internal sealed class FileStores(Queues queues) : IAsyncDisposable
{
    private const int MostLookedAt = 4;

    /// <summary>Less than an upload's lease.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lazy<ServiceProvider> _services = new(() => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(queues.Settings.Get<DocumentsOptions>())
        .AddSingleton(queues.Settings.Get<OcrOptions>())
        .AddDocuments(ConfiguredEnvironments.Of(queues.Settings))
        .AddSingleton<WorkFolders>()
        .BuildServiceProvider());

    private readonly HashSet<TargetEnvironment> _checked = [];
    private readonly SemaphoreSlim _seats = new(MostLookedAt);

    /// <summary>In bytes: a larger one is not read either.</summary>
    public long MostBytes => (long)queues.Settings.Get<OcrOptions>().MaxMegabytes << 20;

    /// <summary>The environment's store, looked at once before it is used.</summary>
    /// <exception cref="OperationException">It does not answer, or is not set up as it must be.</exception>
    public async Task<IDocumentStore> FindAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        var store = _services.Value.GetRequiredService<DocumentStores>()[queues.Require(environment)];
        lock (_checked)
        {
            if (_checked.Contains(environment))
            {
                return store;
            }
        }

        if (await store.CheckAsync(cancellation) is { } fault)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{environment.Label()}: {fault}", new DocumentStoreException(fault, missing: false));
        }

        lock (_checked)
        {
            _checked.Add(environment);
        }

        return store;
    }

    /// <summary>A new folder for one file; disposing removes it. What a killed process left goes when the next one opens its own.</summary>
    /// <exception cref="OperationException">The disk refused.</exception>
    public WorkFolder OpenFolder()
    {
        try
        {
            return _services.Value.GetRequiredService<WorkFolders>().Open();
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(disk);
        }
    }

    /// <summary>A seat among those of this process that put a whole file together or look at it; disposing frees it.</summary>
    /// <exception cref="OperationException">None was free in time.</exception>
    public async Task<FileSeat> TakeSeatAsync(CancellationToken cancellation) => await _seats.WaitAsync(Patience, cancellation) ? new(_seats)
        : throw new OperationException(OperationFailure.Unavailable, "As many files as can be are being looked at. Send it again soon.");

    public async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated)
        {
            await _services.Value.DisposeAsync();
        }

        _seats.Dispose();
    }
}
