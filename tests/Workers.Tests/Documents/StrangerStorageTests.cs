using System.Security.Cryptography;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>One document's way into Storage and back under every variation of Supabase's front that is known.</summary>
public sealed class StrangerStorageTests(PostgresFixture postgres) : IDisposable
{
    private const int Asks = 4;
    private const string State = "paused or restricted: look at its state, usage and billing";
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>What must be said where nothing is served: the cause, and the step that helps.</summary>
    private static readonly Dictionary<string, string[]> Sayings = new(StringComparer.Ordinal)
    {
        ["legacy-keys-disabled"] = ["Legacy API keys are disabled", "DEV_SUPABASE_SERVICE_KEY"],
        ["edge-down"] = ["521: Web server is down", "tried again"],
        ["kong-name-resolution"] = ["name resolution failed", "tried again"],
        ["kong-no-peer"] = ["failure to get a peer from the ring-balancer", "tried again"],
        ["paused"] = ["Project paused", State],
        ["restricted"] = ["exceed_egress_quota", State],
        ["redirect-301"] = ["it redirects to 127.0.0.1", "DEV_SUPABASE_URL"],
        ["redirect-308"] = ["it redirects to localhost", "DEV_SUPABASE_URL"],
        ["storage-without-translation"] = ["authorization", "DEV_SUPABASE_SERVICE_KEY"],
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. StrangerVariations.All.Select(variation => variation.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_document_is_put_fetched_and_put_again_and_nothing_but_its_absence_counts_as_missing(string name)
    {
        var variation = StrangerVariations.All.Single(each => each.Name == name);
        await using var storage = await StrangerStorage.StartAsync(postgres, variation.Key, variation.Project);
        var content = RandomNumberGenerator.GetBytes(3000);
        await File.WriteAllBytesAsync(_folder.File("paid.pdf"), content, None);
        var document = new DocumentName(DocumentSource.Acte, "1", "Hull", null, Convert.ToHexStringLower(SHA256.HashData(content)));
        storage.Plant("actes", "here.pdf", content);

        var put = await AskAsync(storage, variation, () => storage.Store.PutAsync(document, _folder.File("paid.pdf"), None));
        put.ShouldBe(IsServed(variation) ? $"actes/{DocumentKey.Of(document)}" : null);
        (await AskAsync(storage, variation, () => FetchAsync(storage, put ?? "actes/here.pdf"))).ShouldBe(IsServed(variation) ? "fetched" : null);
        File.Exists(_folder.File("back.pdf")).ShouldBe(IsServed(variation));
        (await AskAsync(storage, variation, () => storage.Store.PutAsync(document, _folder.File("paid.pdf"), None))).ShouldBe(put);
        (await AskAsync(storage, variation, () => FetchAsync(storage, "actes/none.pdf"))).ShouldBe(IsServed(variation) ? "missing" : null);
        (await AskAsync(storage, variation, () => CheckAsync(storage))).ShouldBe(IsServed(variation) ? "ready" : null);

        storage.Stranger.Shelf.Objects.Select(stored => $"{stored.Bucket}/{stored.Name}").ShouldBe(["actes/here.pdf", .. put is null ? Array.Empty<string>() : [put]], ignoreOrder: true);
        storage.Stranger.Shelf.Objects.ShouldAllBe(stored => stored.Upload.Bytes.SequenceEqual(content));
        storage.Stranger.Visits.ShouldAllBe(visit => visit.Host.StartsWith("127.0.0.1:") && visit.HadKey);
        if (IsServed(variation))
        {
            (await File.ReadAllBytesAsync(_folder.File("back.pdf"), None)).ShouldBe(content);
        }
    }

    [Fact]
    public async Task A_page_in_place_of_the_answer_stores_nothing_and_hides_nothing_that_is_stored()
    {
        await using var storage = await StrangerStorage.StartAsync(postgres, StrangerKey.Secret, options => options);
        var content = RandomNumberGenerator.GetBytes(3000);
        await File.WriteAllBytesAsync(_folder.File("paid.pdf"), content, None);
        var document = new DocumentName(DocumentSource.Acte, "1", "Hull", null, Convert.ToHexStringLower(SHA256.HashData(content)));
        var page = StrangerAnswer.Text(200, "<html><title>Welcome</title></html>", "text/html");

        storage.Stranger.Mood = new("page") { Instead = page };
        var put = await Should.ThrowAsync<DocumentStoreException>(() => storage.Store.PutAsync(document, _folder.File("paid.pdf"), None));
        var fetch = await Should.ThrowAsync<DocumentStoreException>(() => FetchAsync(storage, $"actes/{DocumentKey.Of(document)}"));
        (put.IsAway, put.Missing, fetch.IsAway, fetch.Missing).ShouldBe((true, false, true, false));
        put.Message.ShouldContain("Welcome");
        storage.Stranger.Mood = new("page") { Instead = page, Answers = 1 };
        (await Should.ThrowAsync<DocumentStoreException>(() => storage.Store.PutAsync(document, _folder.File("paid.pdf"), None))).Missing.ShouldBeFalse();
        storage.Stranger.Shelf.Objects.ShouldBeEmpty();

        storage.Stranger.Mood = new("page") { Afterwards = page, Answers = 1 };
        (await storage.Store.PutAsync(document, _folder.File("paid.pdf"), None)).ShouldBe($"actes/{DocumentKey.Of(document)}");
        storage.Stranger.Shelf.Objects.ShouldHaveSingleItem();
    }

    /// <summary>Meets the variation anew, repeats the call as a worker would, and holds its failures against what the variation lets expect.</summary>
    /// <returns>Null when it was never answered.</returns>
    private static async Task<string?> AskAsync(StrangerStorage storage, StrangerVariation variation, Func<Task<string>> call)
    {
        storage.Stranger.Mood = variation.Mood;
        var failures = new List<DocumentStoreException>();
        string? answer = null;
        while (answer is null && failures.Count < Asks)
        {
            try
            {
                answer = await call();
            }
            catch (DocumentStoreException failure)
            {
                failures.Add(failure);
            }
        }

        var most = OutcomeOf(variation) is StrangerOutcome.Same ? 0 : variation.Mood.Answers ?? Asks;
        failures.Count.ShouldBeLessThanOrEqualTo(most, failures.FirstOrDefault()?.ToString());
        foreach (var failure in failures)
        {
            failure.Missing.ShouldBeFalse(failure.Message);
            failure.IsAway.ShouldBeTrue(failure.Message);
            failure.Message.ShouldNotContain(storage.Key);
            failure.Message.ShouldNotContain("<");
            IsServed(variation).ShouldBe(!Sayings.TryGetValue(variation.Name, out var said));
            said?.ToList().ForEach(part => failure.Message.ShouldContain(part));
        }

        return answer;
    }

    private async Task<string> FetchAsync(StrangerStorage storage, string path)
    {
        try
        {
            await storage.Store.FetchAsync(path, DocumentSource.Acte, _folder.File("back.pdf"), None);
            return "fetched";
        }
        catch (DocumentStoreException failure) when (failure.Missing)
        {
            return "missing";
        }
    }

    /// <summary>The start's question says in words what the other calls throw.</summary>
    private static async Task<string> CheckAsync(StrangerStorage storage) =>
        await storage.Store.CheckAsync(None) is { } remedy ? throw new DocumentStoreException(remedy) { IsAway = true } : "ready";

    private static StrangerOutcome OutcomeOf(StrangerVariation variation) =>
        variation.Realm.HasFlag(StrangerRealm.Storage) ? variation.Outcome : StrangerOutcome.Same;

    private static bool IsServed(StrangerVariation variation) => OutcomeOf(variation) is not (StrangerOutcome.Down or StrangerOutcome.Refused);
}
