using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Keeping;
using Workers.Jobs.Uploads;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Invoices;
using Workers.Steering.Stores;
using Workers.Supervisor.Retention;

namespace Workers.Operations.Keeping;

/// <summary>What tells of a document outside its database: its object, its files on this machine, its keys in Redis.</summary>
internal sealed class OutsideTraces : IAsyncDisposable
{
    private readonly TargetEnvironment _environment;
    private readonly string _root;
    private readonly ServiceProvider _services;
    private readonly RedisGateway _redis;
    private readonly RedisKeys _keys;
    private bool _isChecked;

    private OutsideTraces(TargetEnvironment environment, string root, ServiceProvider services, RedisGateway redis, RedisKeys keys) =>
        (_environment, _root, _services, _redis, _keys) = (environment, root, services, redis, keys);

    /// <exception cref="OperationException">Redis did not answer.</exception>
    public static async Task<OutsideTraces> OpenAsync(Queues queues, TargetEnvironment environment, string root, CancellationToken cancellation)
    {
        var options = queues.Settings.Get<RedisOptions>();
        var redis = await AskRedisAsync(RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation));
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(queues.Settings.Get<DocumentsOptions>())
            .AddDocuments([.. ConfiguredEnvironments.Of(queues.Settings).Where(one => one.Name == environment)])
            .BuildServiceProvider();
        return new(environment, root, services, redis, new(options));
    }

    /// <returns>Null when no object of it is left; else why it stays.</returns>
    /// <exception cref="OperationException">The store did not answer.</exception>
    public async Task<string?> RemoveObjectAsync(PurgeTraces traces, CancellationToken cancellation)
    {
        if (traces.SupabasePaths.Count == 0)
        {
            return null;
        }

        try
        {
            var store = await StoreAsync(cancellation);
            foreach (var path in traces.SupabasePaths)
            {
                // An address that names no bucket lies in its kind's.
                await store.RemoveAsync(path, DocumentSources.Parse(traces.DocumentSource) ?? DocumentSource.Index, cancellation);
            }

            return null;
        }
        catch (DocumentStoreException elsewhere) when (elsewhere.IsWrongAddress)
        {
            return $"its object is not this environment's to remove: {elsewhere.Message}";
        }
        catch (DocumentStoreException away)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{away.Message} What was begun goes on when it is ordered again.", away);
        }
    }

    /// <summary>Takes out of the store what lies there of files that are being brought, of a dossier or for a document; none of them becomes a document's any more.</summary>
    /// <returns>How many files were given up so.</returns>
    /// <exception cref="OperationException">The store or the database did not answer.</exception>
    public async Task<int> RemoveUploadsAsync(UploadStore uploads, string? dossier, Guid? document, CancellationToken cancellation)
    {
        if ((await Queues.AskAsync(_environment, uploads.ListLeftAsync(cancellation, dossier: dossier, document: document))).Count == 0)
        {
            return 0;
        }

        try
        {
            return await Queues.AskAsync(_environment, new UploadPieces(uploads, await StoreAsync(cancellation)).RemoveLeftAsync(cancellation, dossier, document));
        }
        catch (DocumentStoreException away)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{away.Message} What was begun goes on when it is ordered again.", away);
        }
    }

    /// <param name="files">What lies on the disk, looked at once for all documents of an order.</param>
    /// <returns>How many files and folders went.</returns>
    /// <exception cref="OperationException">The disk refused.</exception>
    public int RemoveFiles(PurgeTraces traces, ILookup<Guid, DiskTrace> files) => PurgeDocuments.OnDisk(_root, () =>
    {
        var found = traces.Traces.Distinct().SelectMany(id => files[id]).ToList();
        DiskTraces.Remove(found);
        // The last good page of each account may be of this document, and its name does not tell.
        return found.Count + EvidenceSweep.RemoveLastBefore(EvidenceSweep.FolderIn(_root), DateTimeOffset.MaxValue);
    });

    /// <exception cref="OperationException">Redis did not answer.</exception>
    public async Task RemoveKeysAsync(Guid id, PurgeTraces traces, CancellationToken cancellation)
    {
        await AskRedisAsync(RemoveAsync());

        async Task<bool> RemoveAsync()
        {
            await _redis.DeleteAsync(_keys.ProgressOf(id), cancellation);
            await new RedisSteering(_redis, _keys).ForgetWhyAsync(traces.Orders, cancellation);
            var exchange = new InvoiceExchange(_redis, _keys, TimeProvider.System);
            foreach (var account in traces.Accounts)
            {
                await exchange.ForgetAsync(account, _environment, traces.Purchases, traces.Numbers, cancellation);
            }

            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <exception cref="OperationException">It does not serve.</exception>
    private async Task<IDocumentStore> StoreAsync(CancellationToken cancellation)
    {
        var store = _services.GetRequiredService<DocumentStores>()[_environment];
        if (!_isChecked && await store.CheckAsync(cancellation) is { } fault)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{_environment.Label()}: {fault} What was begun goes on when it is ordered again.");
        }

        _isChecked = true;
        return store;
    }

    private static async Task<T> AskRedisAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (RedisFailureException failure)
        {
            throw new OperationException(
                StoreFailures.Of(failure), $"{failure.Message} Marks of the documents may lie there; nothing was removed that is not begun, and what was begun goes on when it is ordered again.", failure);
        }
    }
}
