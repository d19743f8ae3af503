using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Progress;

public sealed class ProgressSinkTests(PostgresFixture postgres, RedisFixture redis)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mark_reaches_the_row_and_those_who_watch()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var store = new JobStore(functions);
        await store.EnqueueAsync([new(DocumentSource.Index, "2784195", "Montréal", "Cadastre du Québec")], Cancellation);
        var claimed = await store.ClaimAsync(
            new(Guid.NewGuid(), 60, "machine", [new(JobStage.Download, null, ["registre-1"])]), Cancellation);
        using var job = new RunningJob(TargetEnvironment.Dev, claimed[0], TimeProvider.System);

        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        var keys = new RedisKeys(options);
        var watched = new TaskCompletionSource<ProgressMark>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var watching = await gateway.SubscribeAsync(keys.ProgressMarks, text => watched.TrySetResult(ProgressMark.FromJson(text)!), Cancellation);

        using var publisher = new ProgressPublisher(
            [ProgressSetup.ToStore(new([functions])), ProgressSetup.ToWatchers(gateway, keys)], Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ProgressPublisher>.Instance);
        publisher.Report(job, Stages.Receive, 50);
        await publisher.RunOnceAsync(Cancellation);

        (await database.ReadAsync<int>("select progress::int from extraction_queue")).ShouldBe(20);
        (await database.ReadAsync<string>("select progress_stage from extraction_queue")).ShouldBe(Stages.Receive);
        var mark = await watched.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        mark.ShouldBe(new(TargetEnvironment.Dev, claimed[0].Claim, "registre-1", Stages.Receive, 20));
    }
}
