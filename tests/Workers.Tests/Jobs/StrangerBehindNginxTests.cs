using System.Collections.Concurrent;
using Shouldly;
using Simulators.Servers;
using Simulators.Strangers.Supabase;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>A real proxy between the queue and its front: its buffers, its pages, and its being gone.</summary>
[Trait("Needs", "Nginx")]
public sealed class StrangerBehindNginxTests(PostgresFixture postgres)
{
    private const int Documents = 100;
    private const string Sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Through_its_restart_every_document_is_written_once_and_its_own_page_is_told_by_its_title()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        var stranger = await StrangerSupabase.StartAsync(new() { ConnectionString = database.Address.ForPool() });
        await using var nginx = await NginxProxy.StartAsync(stranger.Address);
        await using var functions = new PostgRestFunctions(TargetEnvironment.Dev, nginx.Address, stranger.Options.SecretKey, TimeProvider.System);
        var store = new JobStore(functions);
        await store.EnqueueAsync([.. Enumerable.Range(0, Documents).Select(number => new NewDocument(DocumentSource.Index, $"{number}", Cadastre: new string('c', 200)))], None);
        var request = new ClaimRequest(Guid.NewGuid(), 600, "vm-1", [new(JobStage.Download, null, [.. Enumerable.Range(0, Documents).Select(number => $"w{number}")])]);

        var jobs = await store.ClaimAsync(request, None);
        var failures = new ConcurrentBag<DatabaseException>();
        var isBack = new TaskCompletionSource();
        var early = jobs.Take(Documents / 2).Select(job => WriteAsync(store, job, isBack.Task, failures)).ToArray();
        await early[0];
        await nginx.StopAsync();
        var late = jobs.Skip(Documents / 2).Select(job => WriteAsync(store, job, isBack.Task, failures)).ToArray();
        await Should.ThrowAsync<DatabaseException>(() => store.ClaimAsync(request, None));
        await nginx.StartAgainAsync();
        isBack.SetResult();

        (await Task.WhenAll([.. early, .. late])).ShouldAllBe(written => written == Written.Now || written == Written.Already);
        failures.ShouldNotBeEmpty();
        (await database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 3")).ShouldBe(Documents);
        (await database.ReadAsync<long>("select count(*) from job_events where kind in ('claimed', 'stored')")).ShouldBe(2 * Documents);

        await stranger.DisposeAsync();
        (await Should.ThrowAsync<DatabaseException>(() => store.ClaimAsync(request, None))).Message.ShouldBe("502 Bad Gateway (502)");
    }

    private static async Task<Written> WriteAsync(JobStore store, ClaimedJob job, Task isBack, ConcurrentBag<DatabaseException> failures)
    {
        while (true)
        {
            try
            {
                return await store.CompleteDownloadAsync(job.Claim, new($"index/{job.Id}.pdf", Sha, 4096, 3), None);
            }
            catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable)
            {
                failures.Add(failure);
                await isBack;
            }
        }
    }
}
