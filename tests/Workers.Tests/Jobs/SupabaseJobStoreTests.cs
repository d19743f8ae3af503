using Shouldly;
using Simulators.Supabase;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>The queue over PostgREST's rpc.</summary>
public sealed class SupabaseJobStoreTests(PostgresFixture postgres) : JobStoreContract(postgres)
{
    private SupabaseFront? _front;

    [Fact]
    public async Task An_answer_lost_on_the_way_is_had_by_asking_again()
    {
        await EnqueueAsync(Index());
        var request = Request(new ClaimWant(JobStage.Download, null, ["a"]));
        _front!.Faults.Set(new(LostAnswers: 1));

        var lost = await Should.ThrowAsync<DatabaseException>(() => Store.ClaimAsync(request, CancellationToken.None));
        var job = (await Store.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem();
        _front.Faults.Set(new(LostAnswers: 1));
        await Should.ThrowAsync<DatabaseException>(() => Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None));

        lost.Kind.ShouldBe(DatabaseFailure.Unavailable);
        job.Attempt.ShouldBe(1);
        (await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Already);
    }

    private protected override async Task<IDatabaseFunctions> OpenAsync(QueueDatabase database)
    {
        _front = await SupabaseFront.StartAsync(new() { ConnectionString = database.Address.ForPool() });
        return new PostgRestFunctions(TargetEnvironment.Dev, _front.Url, _front.ServiceKey, TimeProvider.System);
    }

    private protected override async Task CloseAsync() => await _front!.DisposeAsync();
}
