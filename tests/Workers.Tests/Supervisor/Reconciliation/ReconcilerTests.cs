using Shouldly;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Reconciliation;

/// <summary>A daemon whose rows and reservations are changed behind its back.</summary>
public sealed class ReconcilerTests(PostgresFixture postgres, RedisFixture redis)
{
    private static readonly (string, string)[] Settings =
        [("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "2"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32")];

    [Fact]
    public async Task What_disagrees_is_counted_shown_and_healed()
    {
        await using var world = await SupervisorWorld.StartAsync(postgres, redis, Settings, new());
        await world.AddAsync(DocumentSource.Acte, 1, isStored: true);
        var running = await world.Workers.NextAsync();
        await world.Reconciler.RunOnceAsync(CancellationToken.None);
        world.Reconciler.Report.ComparedAt.ShouldNotBeNull();
        (world.Reconciler.Report.Now, world.Reconciler.Report.Met.Count).ShouldBe((0, 0));

        // A document leased to a slot that knows nothing of it, for so long that no rescue would come.
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);
        await world.Database.ExecuteAsync(
            $"update extraction_queue set status_id = 2, stage = 'download', worker_id = '{world.Slots.Ocr[1].WorkerId}', claim_token = claim_token + 1, lease_expires_at = now() + interval '9 minutes' where status_id = 1");
        // A reservation that no slot knows of, kept alive as by a leak; and one taken from the slot that works.
        var leak = world.OpenLedgerBeside();
        (await leak.ReserveAsync("leak", WorkerType.ActeOcr, CancellationToken.None)).ShouldBeOfType<ReserveAnswer.Granted>();
        var held = (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.Single(worker => worker.WorkerId == running.Job.Job.WorkerId);
        await leak.GiveBackAsync(held.WorkerId, held.Operation!, CancellationToken.None);

        await SupervisorWorld.UntilAsync(async () =>
        {
            await leak.RenewAsync(CancellationToken.None);
            return world.Reconciler.Report is { Healed: 3, Now: 0 };
        });

        world.Reconciler.Report.Met.ShouldBe(
            new Dictionary<DriftKind, int>
            {
                [DriftKind.LeaseWithoutWork] = 1,
                [DriftKind.ReservationWithoutHolder] = 1,
                [DriftKind.WorkWithoutReservation] = 1,
            },
            ignoreOrder: true);
        (await world.CountAsync(1)).ShouldBe(1);
        (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.ShouldHaveSingleItem().WorkerId.ShouldBe(held.WorkerId);
        (await world.ReadReportAsync()).Drift.Healed.ShouldBe(3);
        running.Read();
    }
}
