using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>One short story of the queue under every variation of Supabase's front that is known.</summary>
public sealed class StrangerQueueTests(PostgresFixture postgres)
{
    private const string Sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Names => [.. StrangerVariations.All.Select(variation => variation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Two_documents_are_claimed_kept_and_ended_once_however_often_each_call_must_be_made(string name)
    {
        await using var queue = await StrangerQueue.StartAsync(postgres, name);
        await queue.Direct.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "C"), new(DocumentSource.Index, "2", Cadastre: "C")], None);
        var request = new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "vm-1", [new(JobStage.Download, null, ["a", "b"])]);

        var claimed = await queue.ShouldBeAnsweredAsPromisedAsync(() => queue.Store.ClaimAsync(request, None));
        (claimed is not null).ShouldBe(queue.IsServed);
        var jobs = (await queue.Direct.ClaimAsync(request, None)).OrderBy(job => job.DocumentNumber).ToArray();
        claimed?.Select(job => job.Claim).ShouldBe(jobs.Select(job => job.Claim), ignoreOrder: true);
        jobs.Select(job => (job.DocumentNumber, job.Attempt)).ShouldBe([("1", 1), ("2", 1)]);
        var (kept, failed) = (jobs[0].Claim, jobs[1].Claim);

        var renewed = await queue.ShouldBeAnsweredAsPromisedAsync(() => queue.Store.RenewAsync([kept, failed], Lease, None));
        renewed?.Values.ShouldBe([LeaseState.Held, LeaseState.Held]);

        var repeated = queue.Outcome is StrangerOutcome.Lost ? Written.Already : Written.Now;
        await ShouldBeWrittenAsync(queue, Written.Now, () => queue.Store.ReportProgressAsync(kept, "RECEIVE", 40, None));
        await ShouldBeWrittenAsync(queue, repeated, () => queue.Store.CompleteDownloadAsync(kept, new($"index/{Sha}.pdf", Sha, 4096, 3), None));
        await ShouldBeWrittenAsync(queue, repeated, () => queue.Store.FailAsync(failed, new(FailureKind.Transient, "The site did not answer."), TimeSpan.Zero, None));

        (await queue.ReadAsync()).ShouldBe(queue.IsServed
            ? [$"1 3 index/{Sha}.pdf enqueued,claimed,stored", "2 1 enqueued,claimed,failed"]
            : ["1 2 enqueued,claimed", "2 2 enqueued,claimed"]);
        queue.Stranger.Visits.ShouldAllBe(visit => visit.Host.StartsWith("127.0.0.1:") && visit.HadKey);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_start_waits_for_what_may_pass_and_says_at_once_what_cannot(string name)
    {
        await using var queue = await StrangerQueue.StartAsync(postgres, name);
        var verdicts = new List<SchemaVerdict>();

        var last = (await queue.AskAsync(
            async () =>
            {
                verdicts.Add(await SchemaCheck.RunAsync(queue.Functions, None));
                return verdicts[^1];
            },
            verdict => verdict.IsUsable)).Answer!;

        last.IsUsable.ShouldBe(queue.IsServed, last.Problem);
        last.Warning.ShouldBeNull();
        verdicts[0].IsUsable.ShouldBe(queue.Outcome is StrangerOutcome.Same, verdicts[0].Problem);
        foreach (var refusal in verdicts.Where(verdict => !verdict.IsUsable))
        {
            refusal.Unreachable.ShouldBe(StrangerSayings.KindOf(queue.Variation) is DatabaseFailure.Unavailable);
            refusal.Problem!.ShouldStartWith("DEV: ");
            string[] said = queue.IsServed ? ["DEV_SUPABASE_"] : [.. StrangerSayings.Of(queue.Variation).Select(part => part.Replace("*_", "DEV_", StringComparison.Ordinal))];
            said.ToList().ForEach(part => $"{refusal.Problem} {refusal.Remedy}".ShouldContain(part));
        }
    }

    [Fact]
    public async Task A_key_that_has_expired_is_told_apart_from_a_database_that_is_away()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        var later = new FakeTimeProvider(new DateTimeOffset(2035, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var stranger = await StrangerSupabase.StartAsync(new() { ConnectionString = database.Address.ForPool(), Time = later });
        await using var functions = new PostgRestFunctions(TargetEnvironment.Dev, stranger.Address, stranger.Options.ServiceRoleKey, TimeProvider.System);

        var verdict = await SchemaCheck.RunAsync(functions, None);

        verdict.Problem!.ShouldContain("JWT expired (401, PGRST303)");
        verdict.Remedy!.ShouldContain("set DEV_SUPABASE_SERVICE_KEY to one that has not");
        verdict.Unreachable.ShouldBeTrue();
    }

    [Fact]
    public async Task Functions_that_say_that_they_only_read_are_answered_in_a_transaction_that_does()
    {
        await using var queue = await StrangerQueue.StartAsync(postgres, "plain");

        (await queue.ListAsync("select proname::text from pg_proc where pronamespace = 'public'::regnamespace and proname like 'workers\\_%' and provolatile <> 'v' order by 1"))
            .ShouldBe(["workers_bulk_preview", "workers_bulks", "workers_calls", "workers_consultation_paid", "workers_copies_over", "workers_dead_letters", "workers_doctor", "workers_documents", "workers_feed", "workers_health", "workers_invoices_open", "workers_invoices_purchases", "workers_keys", "workers_leases", "workers_money", "workers_ocr_page_find", "workers_ocr_spend", "workers_place", "workers_purge_look", "workers_purged", "workers_reviews", "workers_senders", "workers_steering", "workers_title", "workers_transfers", "workers_upload_look", "workers_upload_pieces", "workers_webhook_deliveries", "workers_webhooks"]);
        (await queue.Store.ReadLeasesAsync(["a"], None)).ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_doctor", new { Tables = new[] { "ocr_calls" } }, None))["tables"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_money", new { Environment = "dev" }, None))["days"]!.AsArray().Count.ShouldBe(30);
        ((long)(await queue.Functions.CallAsync<JsonObject>("workers_health", new { Environment = "dev" }, None))["stuck"]!["count"]!).ShouldBe(0);
        (await queue.Functions.CallAsync<JsonObject>("workers_invoices_open", new { Environment = "dev" }, None))["differences"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_invoices_purchases", new { Environment = "dev", Account = "a", Since = "2026-01-01" }, None))["purchases"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_ocr_page_find", new { ContentSha256 = Sha, Kind = "index", Model = "m", PromptHash = "p" }, None)).ToJsonString().ShouldBe("{\"more\":false,\"pages\":[]}");
        (await queue.Functions.CallAsync<JsonObject>("workers_calls", new { }, None))["calls"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_feed", new { }, None))["events"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_webhooks", new { }, None))["endpoints"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_webhook_deliveries", new { }, None))["deliveries"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_keys", new { }, None))["keys"]!.AsArray().ShouldBeEmpty();
        ((decimal)(await queue.Functions.CallAsync<JsonObject>("workers_ocr_spend", new { }, None))["usd"]!).ShouldBe(0);
        (await queue.Functions.CallAsync<JsonObject>("workers_place", new { Id = Guid.NewGuid() }, None))["document"].ShouldBeNull();
        (await queue.Functions.CallAsync<JsonObject>("workers_reviews", new { }, None))["items"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_senders", new { }, None))["senders"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_steering", new { }, None))["orders"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_copies_over", new { Ids = Array.Empty<Guid>() }, None))["ids"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_purge_look", new { }, None))["documents"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_purged", new { Ids = Array.Empty<Guid>() }, None))["ids"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_transfers", new { }, None))["transfers"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_bulk_preview", new { Verb = "retry" }, None))["groups"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_bulks", new { }, None))["bulks"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_dead_letters", new { }, None))["groups"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_documents", new { }, None))["documents"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_upload_look", new { Id = Guid.NewGuid() }, None))["upload"].ShouldBeNull();
        (await queue.Functions.CallAsync<JsonObject>("workers_upload_pieces", new { Id = Guid.NewGuid() }, None))["pieces"]!.AsArray().ShouldBeEmpty();
        (await queue.Functions.CallAsync<JsonObject>("workers_title", new { Lot = "1" }, None))["indexes"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task ShouldBeWrittenAsync(StrangerQueue queue, Written expected, Func<Task<Written>> write)
    {
        var written = await queue.ShouldBeAnsweredAsPromisedAsync(async () => (Written?)await write());
        written.ShouldBe(queue.IsServed ? expected : null);
    }
}
