using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Strangers.Supabase;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Support;
using StorageUpload = Simulators.Strangers.Supabase.Storage.StorageUpload;

namespace Workers.Documents;

/// <summary>Our store behind the stranger's Storage, whose buckets are there.</summary>
internal sealed class StrangerStorage : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<PostgresFixture, Lazy<Task<string>>> Databases = new();
    private readonly HttpClient _http = new(SupabaseHttp.Handler(new("http://127.0.0.1"))) { Timeout = Timeout.InfiniteTimeSpan };

    private StrangerStorage(StrangerSupabase stranger, StrangerKey key)
    {
        (Stranger, Key) = (stranger, stranger.Options.KeyOf(key));
        var project = new EnvironmentOptions { SupabaseUrl = stranger.Address, ServiceKey = Key };
        Store = new SupabaseDocumentStore(_http, TargetEnvironment.Dev, project, new(), TimeProvider.System, NullLogger<SupabaseDocumentStore>.Instance);
        DocumentKey.Buckets.ToList().ForEach(bucket => stranger.Shelf.AddBucket(bucket));
    }

    public StrangerSupabase Stranger { get; }

    public string Key { get; }

    public SupabaseDocumentStore Store { get; }

    /// <param name="change">Of the project. Its database, which Storage does not use, is the same empty one for all.</param>
    public static async Task<StrangerStorage> StartAsync(PostgresFixture postgres, StrangerKey key, Func<StrangerSupabaseOptions, StrangerSupabaseOptions> change)
    {
        var database = await Databases.GetOrAdd(postgres, fixture => new(() => fixture.NewDatabaseAsync())).Value;
        return new(await StrangerSupabase.StartAsync(change(new() { ConnectionString = database })), key);
    }

    public void Plant(string bucket, string key, byte[] content) =>
        Stranger.Shelf.Put(bucket, key, new StorageUpload(content, "application/pdf", "no-cache", null), upsert: true);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Stranger.DisposeAsync();
    }
}
