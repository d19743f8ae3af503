using Simulators.Strangers.Supabase;
using Workers.Support;

namespace Workers.Documents;

/// <summary>The store over a Storage that was written by somebody who had not seen our client, in each form of its errors and with each kind of key.</summary>
public abstract class StrangerDocumentStoreContract(PostgresFixture postgres) : DocumentStoreContract
{
    private StrangerStorage _storage = null!;

    private protected abstract StrangerStorageErrors Errors { get; }

    private protected virtual StrangerKey Key => StrangerKey.Secret;

    private protected override IDocumentStore Store => _storage.Store;

    public override async ValueTask InitializeAsync() =>
        _storage = await StrangerStorage.StartAsync(postgres, Key, options => options with { StorageErrors = Errors });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private protected override Task PlantAsync(string bucket, string key, byte[] content)
    {
        _storage.Plant(bucket, key, content);
        return Task.CompletedTask;
    }
}

/// <summary>As most projects answer.</summary>
public sealed class StrangerCodedDocumentStoreTests(PostgresFixture postgres) : StrangerDocumentStoreContract(postgres)
{
    private protected override StrangerStorageErrors Errors => StrangerStorageErrors.Coded;
}

/// <summary>As older versions answer, for a token.</summary>
public sealed class StrangerPlainDocumentStoreTests(PostgresFixture postgres) : StrangerDocumentStoreContract(postgres)
{
    private protected override StrangerStorageErrors Errors => StrangerStorageErrors.Plain;

    private protected override StrangerKey Key => StrangerKey.Legacy;
}

/// <summary>As the page of error codes announces, for a token.</summary>
public sealed class StrangerTrueStatusDocumentStoreTests(PostgresFixture postgres) : StrangerDocumentStoreContract(postgres)
{
    private protected override StrangerStorageErrors Errors => StrangerStorageErrors.TrueStatus;

    private protected override StrangerKey Key => StrangerKey.Legacy;
}
