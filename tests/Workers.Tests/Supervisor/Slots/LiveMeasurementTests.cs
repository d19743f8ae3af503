using Shouldly;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Slots;

/// <summary>The daemon's own registrations on a machine whose memory the test sets.</summary>
public sealed class LiveMeasurementTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task While_memory_is_short_no_slot_starts_and_each_names_why_and_with_memory_back_all_start()
    {
        await using var world = await StartAsync(
            ("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "1"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32"));
        world.Machine.WriteMemory(400);
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);
        await world.AddAsync(DocumentSource.Acte, 1, isStored: true);

        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.All.All(slot => slot.View().IsBlocked)));
        world.Slots.Registre[0].Report().BlockedBy!.ShouldStartWith("Insufficient memory on this machine: registre needs 1 GB, 0.39 GB free");
        world.Slots.Ocr[0].Report().BlockedBy!.ShouldStartWith("Insufficient memory on this machine: acte-ocr needs 0.5 GB, 0.39 GB free");
        (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.ShouldBeEmpty();
        world.Workers.HasStarted.ShouldBeFalse();

        world.Machine.WriteMemory(20_000);

        ScriptedRun[] runs = [await world.Workers.NextAsync(), await world.Workers.NextAsync()];
        runs.Select(run => run.Job.Job.DocumentSource).ShouldBe([DocumentSource.PlanCadastraux, DocumentSource.Acte], ignoreOrder: true);
        world.Slots.All.ShouldAllBe(slot => slot.Report().BlockedBy == null);
        runs.Single(run => run.Job.Job.Stage is JobStage.Download).Store();
        runs.Single(run => run.Job.Job.Stage is JobStage.Ocr).Read();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(4) == 1 && await world.CountAsync(3) == 1);
    }

    [Fact]
    public async Task What_runs_goes_on_when_memory_becomes_short_and_takes_its_next_document()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "2"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_MAX_CPU", "32"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);
        var running = await world.Workers.NextAsync();

        world.Machine.WritePressure("proc/pressure/memory", "60.00");
        await world.AddAsync(DocumentSource.PlanCadastraux, 2, isStored: false);
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.Registre.Any(slot => slot.View().IsBlocked)));
        running.Job.Stop.IsCancellationRequested.ShouldBeFalse();
        running.Store();

        var next = await world.Workers.NextAsync();
        next.Store();
        (await world.Workers.NextAsync()).Store();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 3);
        world.Workers.MostRunning.ShouldBe(1);
    }

    [Fact]
    public async Task Switched_off_the_ledger_alone_admits()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_LIVE_MEASUREMENT", "off"));
        world.Machine.WriteMemory(10);
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);

        (await world.Workers.NextAsync()).Store();
    }

    private Task<SupervisorWorld> StartAsync(params (string Name, string Value)[] settings) => SupervisorWorld.StartAsync(postgres, redis, settings, new ScriptedWorkers());
}
