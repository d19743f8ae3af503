using Shouldly;
using Workers.Capacity;
using Workers.Gemini;
using Workers.Jobs;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor;

/// <summary>Slots and supervisor over a real ledger and a real queue; only the work itself is scripted.</summary>
public sealed class SupervisorTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task Each_document_is_worked_once_and_never_more_at_a_time_than_there_are_workers()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "2"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_MAX_CPU", "32"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 5, isStored: false);

        var seen = new HashSet<Guid>();
        for (var number = 0; number < 5; number++)
        {
            var run = await world.Workers.NextAsync();
            seen.Add(run.Job.Job.Id).ShouldBeTrue();
            run.Store();
        }

        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 5);
        world.Workers.MostRunning.ShouldBeInRange(1, 2);
        world.Workers.HasStarted.ShouldBeFalse();
    }

    [Fact]
    public async Task No_more_slots_hold_a_reservation_than_documents_wait()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "4"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_MAX_CPU", "32"));
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);

        var run = await world.Workers.NextAsync();

        (await world.HoldingAsync()).ShouldHaveSingleItem().Type.ShouldBe(WorkerType.Registre);
        run.Store();
    }

    [Fact]
    public async Task A_worker_without_an_account_claims_nothing_holds_nothing_and_says_why_it_waits()
    {
        var workers = new ScriptedWorkers { Accounts = 1 };
        await using var world = await SupervisorWorld.StartAsync(postgres, redis, [("WORKER_COUNT", "2"), ("OCR_WORKER_POOL_SIZE", "0"), ("SERVER_MAX_CPU", "32")], workers);
        await world.AddAsync(DocumentSource.PlanCadastraux, 4, isStored: false);
        var first = await workers.NextAsync();

        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.Registre.Any(slot => slot.Report() is { State: SlotState.Blocked, BlockedBy: "every account is in use" })));
        (await world.HoldingAsync()).ShouldHaveSingleItem("who waits for an account leaves the server to others");
        first.Store();
        for (var left = 3; left > 0; left--)
        {
            (await workers.NextAsync()).Store();
        }

        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 4);
        (await world.Database.ReadAsync<long>("select count(*) from job_events where kind = 'handed_back'")).ShouldBe(0);
        (await world.Database.ReadAsync<long>("select count(*) from job_events where kind = 'claimed'")).ShouldBe(4);
    }

    [Fact]
    public async Task The_pool_changes_to_the_mode_that_has_documents()
    {
        await using var world = await StartAsync(
            ("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "2"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32"));
        await world.AddAsync(DocumentSource.Index, 2, isStored: true);
        var first = await world.Workers.NextAsync();
        var second = await world.Workers.NextAsync();
        first.Job.Job.DocumentSource.ShouldBe(DocumentSource.Index);

        await world.AddAsync(DocumentSource.Acte, 2, isStored: true);
        first.Read();
        second.Read();

        (await world.Workers.NextAsync()).Job.Job.DocumentSource.ShouldBe(DocumentSource.Acte);
        (await world.Workers.NextAsync()).Job.Job.DocumentSource.ShouldBe(DocumentSource.Acte);
        (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.ShouldAllBe(worker => worker.Type == WorkerType.ActeOcr);
    }

    [Fact]
    public async Task While_Geminis_day_is_used_up_nothing_is_taken_for_reading_and_downloads_go_on()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "1"), ("SERVER_MAX_CPU", "32"));
        await world.Gemini.ReportAsync(new(GeminiFailure.RateLimited, "429") { Quotas = [new("PerDay", QuotaPeriod.Day, QuotaUnit.Requests, 5)] });
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Gemini.Usage.WhyParked is not null));
        await world.AddAsync(DocumentSource.Index, 1, isStored: true);
        await SupervisorWorld.UntilAsync(async () => (await world.Ledger.ReadAsync(CancellationToken.None)).Workers.Count is 0);

        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);
        var download = await world.Workers.NextAsync();
        download.Job.Job.DocumentSource.ShouldBe(DocumentSource.PlanCadastraux);
        download.Store();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 2);
        world.Workers.HasStarted.ShouldBeFalse();

        await world.OrderAsync(new(null, null, 100, null));
        (await world.Workers.NextAsync()).Read();
    }

    [Fact]
    public async Task What_does_not_fit_waits_and_is_named_while_the_rest_run()
    {
        // 6.4 vCPU: one Registre worker and two of the pool's four, as the documented defaults.
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "4"));
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);
        var download = await world.Workers.NextAsync();
        await world.AddAsync(DocumentSource.Index, 3, isStored: true);
        await world.AddAsync(DocumentSource.Acte, 3, isStored: true);

        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.Ocr.Count(slot => slot.View().IsBlocked) == 2));

        world.Slots.Ocr.Count(slot => slot.View().IsBusy).ShouldBeLessThanOrEqualTo(2);
        world.Slots.Ocr.First(slot => slot.View().IsBlocked).Report().BlockedBy!.ShouldStartWith("Insufficient server capacity: need");
        (await world.Ledger.ReadAsync(CancellationToken.None)).Allocated.MilliCpu.ShouldBeLessThanOrEqualTo(6400);
        download.Store();
    }

    [Fact]
    public async Task A_registre_worker_that_does_not_fit_gets_its_place_between_documents()
    {
        // 4 vCPU: either the pool's minimums or the Registre worker.
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "2"), ("SERVER_MAX_CPU", "5"));
        await world.AddAsync(DocumentSource.Acte, 4, isStored: true);
        var reading = await world.Workers.NextAsync();
        await world.AddAsync(DocumentSource.PlanCadastraux, 1, isStored: false);
        await SupervisorWorld.UntilAsync(() => Task.FromResult(world.Slots.Registre[0].View().IsBlocked));

        reading.Read();

        var next = await world.Workers.NextAsync();
        while (next.Job.Job.Stage is JobStage.Ocr)
        {
            next.Read();
            next = await world.Workers.NextAsync();
        }

        next.Job.Job.DocumentSource.ShouldBe(DocumentSource.PlanCadastraux);
        next.Store();
    }

    [Fact]
    public async Task A_worker_that_throws_costs_its_document_an_attempt_and_nothing_else()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"), ("JOB_RETRY_FIRST_SECONDS", "0"));
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);

        (await world.Workers.NextAsync()).Outcome.SetException(new InvalidOperationException("a page nobody knows"));

        var again = await world.Workers.NextAsync();
        again.Job.Job.Attempt.ShouldBe(2);
        (await world.Database.ReadAsync<string>("select workers_internal.cause(id, error_message) from extraction_queue")).ShouldBe("InvalidOperationException: a page nobody knows");
        again.Store();
        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(3) == 1);
    }

    [Fact]
    public async Task A_loop_that_dies_is_started_again_and_counted()
    {
        var workers = new ScriptedWorkers { FailuresToCreate = 1 };
        await using var world = await SupervisorWorld.StartAsync(postgres, redis, [("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0")], workers);
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);

        (await world.Workers.NextAsync()).Store();

        world.Slots.Registre[0].Report().Restarts.ShouldBe(1);
    }

    [Fact]
    public async Task A_slot_that_takes_its_next_document_is_no_longer_named_as_one_that_waits()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 2, isStored: false);
        var first = await world.Workers.NextAsync();
        world.Slots.Registre[0].Block("something else came first");

        first.Store();

        var second = await world.Workers.NextAsync();
        world.Slots.Registre[0].Report().BlockedBy.ShouldBeNull();
        second.Store();
    }

    [Fact]
    public async Task A_document_that_is_cancelled_while_it_runs_ends_as_cancelled()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);
        var run = await world.Workers.NextAsync();

        await world.Store.CancelAsync([run.Job.Job.Id], "not needed", CancellationToken.None);

        await SupervisorWorld.UntilAsync(async () => await world.CountAsync(5) == 1);
        (await world.Database.ReadAsync<string>("select outcome from extraction_queue")).ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_stop_lets_the_running_document_finish_and_claims_no_other()
    {
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"));
        await world.AddAsync(DocumentSource.PlanCadastraux, 2, isStored: false);
        var run = await world.Workers.NextAsync();

        var stopping = world.StopAsync();
        stopping.IsCompleted.ShouldBeFalse();
        run.Store();
        await stopping;

        (await world.CountAsync(3)).ShouldBe(1);
        (await world.CountAsync(1)).ShouldBe(1);
        world.Workers.HasStarted.ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_of_another_program_end_no_loop_and_work_goes_on_when_they_are_gone()
    {
        await using var world = await SupervisorWorld.StartAsync(
            postgres, redis, [("WORKER_COUNT", "0"), ("OCR_WORKER_POOL_SIZE", "1"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32")], new());
        string[] spoilt = ["server:ledger:state", "server:workers", "worker_pool:daemons", "gemini:limiter", "gemini:processes"];
        var before = await world.CountWrongTypesAsync();
        foreach (var key in spoilt)
        {
            await world.SpoilRedisAsync(key);
        }

        // Several passes of each loop: the keeper's, the limiter's, the supervisor's, the reconciler's.
        await SupervisorWorld.UntilAsync(async () => await world.CountWrongTypesAsync() >= before + 20);
        world.IsRunning.ShouldBeTrue();
        foreach (var key in spoilt)
        {
            await world.ForgetRedisAsync(key);
        }

        await world.AddAsync(DocumentSource.Acte, 1, isStored: true);
        (await world.Workers.NextAsync()).Read();
        world.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_signal_hands_back_without_costing_an_attempt()
    {
        // Whoever waited for the document would wait much longer than this.
        await using var world = await StartAsync(("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "0"), ("SHUTDOWN_GRACE_SECONDS", "3600"));
        await world.AddAsync(DocumentSource.Acte, 1, isStored: false);
        await world.Workers.NextAsync();

        var stopping = world.StopAsync();
        world.SignalTwice();
        await stopping.WaitAsync(TimeSpan.FromSeconds(100));

        (await world.CountAsync(1)).ShouldBe(1);
        (await world.Database.ReadAsync<int>("select attemtps from extraction_queue")).ShouldBe(0);
    }

    private Task<SupervisorWorld> StartAsync(params (string Name, string Value)[] settings) => SupervisorWorld.StartAsync(postgres, redis, settings, new ScriptedWorkers());
}
