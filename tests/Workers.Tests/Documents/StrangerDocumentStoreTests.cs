using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>The store over a front of Supabase that somebody else wrote, in each of its variations.</summary>
public sealed class StrangerDocumentStoreTests(PostgresFixture postgres)
{
    private const int Asks = 5;

    public static TheoryData<string> Variations => [.. StrangerVariations.All.Where(variation => variation.Realm.HasFlag(StrangerRealm.Storage)).Select(variation => variation.Name)];

    [Theory]
    [MemberData(nameof(Variations))]
    public async Task A_document_is_stored_and_fetched_or_it_is_said_that_it_may_be_later_and_it_never_counts_as_missing(string name)
    {
        var variation = StrangerVariations.All.Single(each => each.Name == name);
        var options = variation.Project(new() { ConnectionString = await postgres.NewDatabaseAsync() });
        await using var stranger = await StrangerSupabase.StartAsync(options);
        DocumentKey.Buckets.ToList().ForEach(bucket => stranger.Shelf.AddBucket(bucket));
        using var http = new HttpClient(StorageWire.NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var folder = new TemporaryFolder();
        var store = new SupabaseDocumentStore(
            http, TargetEnvironment.Dev, new EnvironmentOptions { SupabaseUrl = stranger.Address, ServiceKey = options.KeyOf(variation.Key) },
            new DocumentsOptions(), TimeProvider.System, NullLogger<SupabaseDocumentStore>.Instance);
        var content = RandomNumberGenerator.GetBytes(3000);
        await File.WriteAllBytesAsync(folder.File("paid.pdf"), content);
        var document = new DocumentName(DocumentSource.Acte, "1", "Hull", null, Convert.ToHexStringLower(SHA256.HashData(content)));
        var path = $"actes/{DocumentKey.Of(document)}";

        var said = new List<string>();
        async Task<bool> AskAsync(Func<Task> call)
        {
            stranger.Mood = variation.Mood;
            for (var ask = 0; ask < Asks; ask++)
            {
                try
                {
                    await call();
                    return true;
                }
                catch (DocumentStoreException failure)
                {
                    failure.Missing.ShouldBeFalse(failure.Message);
                    failure.Message.ShouldNotContain(options.KeyOf(variation.Key));
                    said.Add($"{failure.IsAway}: {failure.Message}");
                }
            }

            return false;
        }

        var isServed = variation.Outcome is not (StrangerOutcome.Down or StrangerOutcome.Refused);
        (await AskAsync(() => store.PutAsync(document, folder.File("paid.pdf"), CancellationToken.None))).ShouldBe(isServed, string.Join('\n', said));
        (await AskAsync(() => store.FetchAsync(path, DocumentSource.Acte, folder.File("back.pdf"), CancellationToken.None))).ShouldBe(isServed, string.Join('\n', said));
        stranger.Mood = variation.Mood;
        var remedy = await store.CheckAsync(CancellationToken.None);
        for (var ask = 0; ask < Asks && remedy is not null; ask++)
        {
            said.Add("check: " + remedy);
            remedy = await store.CheckAsync(CancellationToken.None);
        }

        (remedy is null).ShouldBe(isServed, remedy);
    }
}
