using Shouldly;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor;

/// <summary>Orders of operators at a daemon with a real ledger and a real queue; only the work itself is scripted.</summary>
public sealed class SteeredSupervisorTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task A_paused_pool_finishes_what_runs_gives_its_room_back_and_goes_on_when_it_is_resumed()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 2, isStored: false);
        var running = await world.Workers.NextAsync();

        var pause = Steer.Pause("pool registre");
        await world.SteerAsync(pause);
        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Steering!.InForce.Count == 1);
        running.Store();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 1 && (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.Count == 0);
        world.Workers.HasStarted.ShouldBeFalse();
        (await world.ReadReportAsync()).Steering!.InForce.ShouldHaveSingleItem().ShouldBe(pause);

        await world.SteerAsync(Steer.Lift(pause));
        (await world.Workers.NextAsync()).Store();
    }

    [Fact]
    public async Task A_pool_grows_and_shrinks_while_the_daemon_runs()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 6, isStored: false);
        var first = await world.Workers.NextAsync();

        await world.SteerAsync(Steer.Set("WORKER_COUNT", "3"));
        var (second, third) = (await world.Workers.NextAsync(), await world.Workers.NextAsync());
        world.Slots.Registre.Count.ShouldBe(3);

        await world.SteerAsync(Steer.Set("WORKER_COUNT", "1"));
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.Registre.Skip(1).All(slot => slot.Order is null)));
        second.Store();
        third.Store();
        await SupervisorWorld.UntilAsync(async () => (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.Count == 1);
        first.Store();
        var fourth = await world.Workers.NextAsync();
        fourth.Job.Job.WorkerId.ShouldEndWith("registre-1");
        world.Workers.HasStarted.ShouldBeFalse();
        fourth.Store();
    }

    [Fact]
    public async Task A_server_is_given_less_while_it_runs_and_never_more_than_it_was_started_with()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "1"), ("SERVER_MAX_CPU", "10"));
        await SupervisorWorld.UntilAsync(async () => (await world.Ledger.ReadAsync(CancellationToken.None)).Budget?.MilliCpu == 8000);

        await world.SteerAsync(Steer.Set("SERVER_MAX_CPU", "5"));
        await SupervisorWorld.UntilAsync(async () => (await world.Ledger.ReadAsync(CancellationToken.None)).Budget?.MilliCpu == 4000);
        await world.SteerAsync(Steer.Set("SERVER_MAX_CPU", "50"));
        await SupervisorWorld.UntilAsync(async () => (await world.Ledger.ReadAsync(CancellationToken.None)).Budget?.MilliCpu == 8000);
    }

    [Fact]
    public async Task A_drained_daemon_takes_nothing_and_another_takes_its_documents()
    {
        await using var drained = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_ID", "a"));
        await drained.SteerAsync(Steer.Drain("a"));
        await SupervisorWorld.UntilAsync(async () => (await drained.ReadReportAsync()).Steering!.InForce.Count == 1);
        await using var other = await drained.StartBesideAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_ID", "b"));
        await drained.AddAsync(DocumentSource.PlanCadastraux, 3, isStored: false);

        for (var left = 3; left > 0; left--)
        {
            var run = await drained.Workers.NextAsync();
            run.Job.Job.WorkerId.ShouldBe(other.Slots.Registre[0].WorkerId);
            run.Store();
        }

        await SupervisorWorld.UntilAsync(async () => await drained.CountAsync(3) == 3);
    }

    [Fact]
    public async Task While_Gemini_is_paused_nothing_is_taken_for_reading_and_downloads_go_on()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "1"));
        var pause = Steer.Pause("gemini");
        await world.SteerAsync(pause);
        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Steering!.InForce.Count == 1);
        await world.AddAsync(DocumentSource.Acte, 1, isStored: true);
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);

        var download = await world.Workers.NextAsync();
        download.Job.Job.DocumentSource.ShouldBe(DocumentSource.PlanCadastraux);
        download.Store();
        world.Workers.HasStarted.ShouldBeFalse();
        await world.SteerAsync(Steer.Lift(pause));
        (await world.Workers.NextAsync()).Read();
    }

    [Fact]
    public async Task A_paused_kind_of_document_is_left_and_the_others_are_taken()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "2"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.SteerAsync(Steer.Pause("source plan"));
        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Steering!.InForce.Count == 1);
        await world.AddAsync(DocumentSource.PlanCadastraux, 2, isStored: false);
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);

        var run = await world.Workers.NextAsync();
        run.Job.Job.DocumentSource.ShouldBe(DocumentSource.Acte);
        run.Store();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 1);
        (await world.CountAsync(1)).ShouldBe(2);
    }

    [Fact]
    public async Task An_order_to_stop_is_the_first_signal_once()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));

        await world.SteerAsync(Steer.Stop((await world.ReadReportAsync()).Id));
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Signals.WasAsked));
        world.Signals.Ask("again");

        world.Signals.Asked.IsCancellationRequested.ShouldBeTrue();
        world.Signals.Hurry.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_daemon_does_not_follow_is_named_in_its_report()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "4"), ("OCR_MIN_INDEX_WORKERS", "2"), ("OCR_MIN_ACTE_WORKERS", "2"));
        await world.SteerAsync(Steer.Set("OCR_WORKER_POOL_SIZE", "2"));

        await SupervisorWorld.UntilAsync(async () => (await world.ReadReportAsync()).Steering!.Skipped.Count == 1);
        (await world.ReadReportAsync()).Steering!.Skipped[0].Why.ShouldContain("at most OCR_WORKER_POOL_SIZE (2)");
    }

    private Task<SupervisorWorld> StartAsync(params (string Name, string Value)[] settings) =>
        SupervisorWorld.StartAsync(postgres, redis, [("SERVER_MAX_CPU", "32"), .. settings], new ScriptedWorkers());
}
