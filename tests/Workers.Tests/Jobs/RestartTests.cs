using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Jobs;

/// <summary>The database itself ends and comes back.</summary>
public sealed class RestartTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_a_restart_claims_go_on_notices_arrive_again_and_rescue_waits_for_the_holders()
    {
        await using var server = await PostgresServer.StartAsync();
        PostgresAddress.TryParse(server.Url(await server.CreateSupabaseDatabaseAsync()), out var address).ShouldBeTrue();
        await Migrator.ApplyAsync(address!, CancellationToken.None);
        await using var functions = new PostgresFunctions(TargetEnvironment.Dev, address!, TimeProvider.System, NullLoggerFactory.Instance);
        await using var adder = new PostgresFunctions(TargetEnvironment.Dev, address!, TimeProvider.System, NullLoggerFactory.Instance);
        var store = new JobStore(functions);
        await EnqueueAsync(new JobStore(adder));
        var held = (await ClaimAsync(store)).ShouldHaveSingleItem();

        await server.RestartAsync();
        await WaitUntilAnsweredAsync(store);
        await WaitUntilAnsweredAsync(new JobStore(adder));

        (await store.RescueExpiredAsync(TimeSpan.FromMinutes(10), 5, CancellationToken.None)).Resting.ShouldBeTrue();
        (await store.CompleteDownloadAsync(held.Claim, new("index/x.pdf", "00", 1, 1), CancellationToken.None)).ShouldBe(Written.Now);

        // Each wait consumes one notice: the listener says once that it is back, then a document arrives.
        using var bound = new CancellationTokenSource(Soon);
        var changes = store.Listen();
        while (!bound.IsCancellationRequested && (await ClaimAsync(store)).Count == 0)
        {
            var waiting = changes.WaitAsync(Soon, bound.Token);
            await EnqueueAsync(new JobStore(adder));
            await waiting;
        }

        bound.IsCancellationRequested.ShouldBeFalse();
    }

    private static async Task WaitUntilAnsweredAsync(JobStore store)
    {
        using var bound = new CancellationTokenSource(Soon);
        while (true)
        {
            try
            {
                await store.ReadDepthAsync(false, bound.Token);
                return;
            }
            catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable)
            {
                bound.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static Task EnqueueAsync(JobStore store) =>
        store.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "c")], CancellationToken.None);

    private static Task<ClaimAnswer> ClaimAsync(JobStore store) => store.ClaimAsync(
        new ClaimRequest(Guid.NewGuid(), 600, "vm", [new(JobStage.Download, null, ["w"])]), CancellationToken.None);
}
