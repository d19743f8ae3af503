using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Steering;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Claims;

public sealed class ClaimDispatcherTests : IAsyncLifetime
{
    private readonly PostgresFixture _postgres;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly RunningJobs _running = new();
    private readonly List<QueueDatabase> _databases = [];
    private readonly List<GatedFunctions> _functions = [];
    private JobStores _stores = null!;
    private readonly LeapingTime _clock = new();
    private readonly ParkingLot _parking;
    private readonly SteeringBoard _board = Steer.Board();
    private ClaimDispatcher _desk = null!;

    public ClaimDispatcherTests(PostgresFixture postgres) => (_postgres, _parking) = (postgres, new(_clock, NullLogger<ParkingLot>.Instance));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _desk.StopAsync(CancellationToken.None);
        _desk.Dispose();
        foreach (var functions in _functions)
        {
            await functions.DisposeAsync();
        }

        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_waiting_worker_gets_a_document_the_moment_it_is_added()
    {
        await OpenAsync(poll: TimeSpan.FromMinutes(5), TargetEnvironment.Dev);
        var waiting = NextAsync("registre-1");

        await EnqueueAsync(TargetEnvironment.Dev, 1);

        var job = (await waiting)!;
        job.Job.WorkerId.ShouldBe("registre-1");
        job.LeaseLeft.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        _running.Contains(job).ShouldBeTrue();
    }

    [Theory]
    [InlineData("buying")]
    [InlineData("pool registre")]
    [InlineData("env dev")]
    [InlineData("source index")]
    public async Task Nothing_that_is_paused_is_claimed_and_all_goes_on_the_moment_it_is_resumed(string subject)
    {
        await OpenAsync(poll: TimeSpan.FromMinutes(5), TargetEnvironment.Dev);
        var pause = Steer.Pause(subject);
        _board.Learn([pause]);
        await EnqueueAsync(TargetEnvironment.Dev, 1);

        (await _desk.NextAsync("a", JobStage.Download, null, TimeSpan.FromMilliseconds(300), CancellationToken.None)).ShouldBeNull();
        var waiting = NextAsync("b");
        _board.Learn([Steer.Lift(pause)]);
        (await waiting).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_is_claimed_that_no_worker_waits_for()
    {
        await OpenAsync(TimeSpan.FromSeconds(1), TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Dev, 5);

        (await Task.WhenAll(NextAsync("a"), NextAsync("b"))).ShouldAllBe(job => job != null);

        (await _databases[0].ReadAsync<long>("select count(*) from extraction_queue where status_id = 2")).ShouldBe(2);
    }

    [Fact]
    public async Task A_worker_that_found_nothing_in_its_time_gets_none()
    {
        await OpenAsync(TimeSpan.FromSeconds(1), TargetEnvironment.Dev);

        (await _desk.NextAsync("a", JobStage.Download, null, TimeSpan.FromMilliseconds(100), CancellationToken.None)).ShouldBeNull();
        await EnqueueAsync(TargetEnvironment.Dev, 1);
        (await NextAsync("b")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_document_claimed_for_a_worker_that_left_goes_back_without_costing_an_attempt()
    {
        await OpenAsync(TimeSpan.FromSeconds(1), TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Dev, 1);
        var (claimed, proceed) = (new TaskCompletionSource(), new TaskCompletionSource());
        _functions[0].After = async function =>
        {
            if (function == "workers_claim")
            {
                claimed.TrySetResult();
                await proceed.Task;
            }
        };
        using var leaving = new CancellationTokenSource();
        var waiting = _desk.NextAsync("a", JobStage.Download, null, Soon, leaving.Token);
        await claimed.Task.WaitAsync(Soon);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        proceed.SetResult();

        (await NextAsync("b"))!.Job.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_asked_for_again_and_brings_the_same_document()
    {
        await OpenAsync(TimeSpan.FromSeconds(1), TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Dev, 2);
        var lost = 0;
        _functions[0].After = function => function == "workers_claim" && Interlocked.Increment(ref lost) == 1 ? throw GatedFunctions.Away() : Task.CompletedTask;

        var job = await NextAsync("a");

        job!.Job.Attempt.ShouldBe(1);
        (await _databases[0].ReadAsync<long>("select count(*) from extraction_queue where status_id = 2")).ShouldBe(1);
    }

    [Fact]
    public async Task An_environment_that_does_not_answer_holds_nobody_up()
    {
        await OpenAsync(TimeSpan.FromMilliseconds(300), TargetEnvironment.Prod, TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Dev, 3);
        var never = new TaskCompletionSource();
        _functions[0].Before = _ => never.Task;

        var jobs = await Task.WhenAll(NextAsync("a"), NextAsync("b"), NextAsync("c")).WaitAsync(Soon);

        jobs.ShouldAllBe(job => job!.Environment == TargetEnvironment.Dev);
        never.SetException(GatedFunctions.Away());
    }

    [Fact]
    public async Task Environments_share_by_weight_and_none_starves()
    {
        await OpenAsync(TimeSpan.FromSeconds(1), TargetEnvironment.Prod, TargetEnvironment.Staging, TargetEnvironment.Dev);
        foreach (var environment in TargetEnvironments.All)
        {
            await EnqueueAsync(environment, 20);
        }

        var served = new List<TargetEnvironment>();
        for (var turn = 0; turn < 20; turn++)
        {
            served.Add((await NextAsync($"w{turn}"))!.Environment);
        }

        served.Count(name => name == TargetEnvironment.Prod).ShouldBe(12);
        served.Count(name => name == TargetEnvironment.Staging).ShouldBe(6);
        served.Count(name => name == TargetEnvironment.Dev).ShouldBe(2);
    }

    [Fact]
    public async Task What_an_answer_holds_beside_one_document_a_worker_goes_back_and_what_cannot_be_read_ends_by_its_id()
    {
        var (wanted, second, foreign, reading, odd) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var claims = 0;
        var (back, failed) = (new ConcurrentQueue<Guid>(), new ConcurrentQueue<Guid>());
        var done = new TaskCompletionSource();
        await OpenOnAsync(new AnsweringFunctions((function, request) =>
        {
            switch (function)
            {
                case "workers_claim" when Interlocked.Increment(ref claims) == 1:
                    return $$"""{"jobs":[{{Row(wanted, "a")}},{{Row(wanted, "a")}},{{Row(second, "a")}},{{Row(foreign, "nobody")}},{{Row(reading, "b", "ocr")}},{{Row(odd, "b").Replace("index", "servitude")}}]}""";
                case "workers_fail" or "workers_hand_back":
                    var ids = JsonSerializer.SerializeToElement(request, DatabaseJson.Options).GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetGuid()).ToArray();
                    ids.ToList().ForEach((function == "workers_fail" ? failed : back).Enqueue);
                    if (back.Count == 3)
                    {
                        done.TrySetResult();
                    }

                    return $$"""{"jobs":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","written":"now"}"""))}}]}""";
                default:
                    return """{"jobs":[]}""";
            }
        }));
        var (first, other) = (NextAsync("a"), _desk.NextAsync("b", JobStage.Download, null, TimeSpan.FromSeconds(2), CancellationToken.None));

        (await first)!.Job.Id.ShouldBe(wanted);
        (await other).ShouldBeNull();
        await done.Task.WaitAsync(Soon);

        back.ShouldBe([second, foreign, reading], ignoreOrder: true);
        failed.ShouldBe([odd]);
        _running.All.Select(job => job.Job.Id).ShouldBe([wanted]);
    }

    [Fact]
    public async Task An_outage_rests_the_claims_of_its_environment_and_one_document_at_a_time_tries_it()
    {
        await OpenAsync(TimeSpan.FromMilliseconds(100), TargetEnvironment.Prod, TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Prod, 5);
        _desk.Note((await NextAsync("a"))!, new JobOutcome.HandedBack(HandBackReason.Outage, "the registry is closed"));
        _desk.Rests().ShouldHaveSingleItem().Describe().ShouldEndWith("the registry is closed");
        await EnqueueAsync(TargetEnvironment.Dev, 1);

        (await NextAsync("b"))!.Environment.ShouldBe(TargetEnvironment.Dev);
        var waiting = new[] { NextAsync("c"), NextAsync("d"), NextAsync("e") };
        _clock.Leap(TimeSpan.FromSeconds(6));
        var tried = (await await Task.WhenAny(waiting))!;
        (await RunningInProdAsync()).ShouldBe(2);
        _desk.Note(tried, new JobOutcome.HandedBack(HandBackReason.ResourceLost, "says nothing of the outage"));
        _desk.Rests().Count.ShouldBe(1);
        _desk.Note(tried, new JobOutcome.Failed(FailureKind.Business, "not found"));

        (await Task.WhenAll(waiting)).ShouldAllBe(job => job != null);
        _desk.Rests().ShouldBeEmpty();
        (await RunningInProdAsync()).ShouldBe(4);

        Task<long> RunningInProdAsync() => _databases[0].ReadAsync<long>("select count(*) from extraction_queue where status_id = 2");
    }

    [Theory]
    [InlineData(nameof(ParkingCause.StoreRefuses))]
    [InlineData(nameof(ParkingCause.SiteShape))]
    public async Task What_is_parked_is_not_claimed_keeps_its_attempts_and_goes_on_at_once_when_its_probe_passes(string cause)
    {
        await OpenAsync(TimeSpan.FromMinutes(5), TargetEnvironment.Prod, TargetEnvironment.Dev);
        await EnqueueAsync(TargetEnvironment.Prod, 2);
        await EnqueueAsync(TargetEnvironment.Dev, 1);
        _parking.Park(TargetEnvironment.Prod, JobStage.Download, Enum.Parse<ParkingCause>(cause), "402", "it passes", _ => Task.FromResult<string?>(null));

        (await NextAsync("a"))!.Environment.ShouldBe(TargetEnvironment.Dev);
        var waiting = NextAsync("b");
        (await _desk.NextAsync("c", JobStage.Download, null, TimeSpan.FromMilliseconds(200), CancellationToken.None)).ShouldBeNull();
        (await _databases[0].ReadAsync<long>("select count(*) from extraction_queue where status_id = 1 and attemtps = 0")).ShouldBe(2);

        _clock.Leap(ParkingLot.First);
        await _parking.RunOnceAsync(CancellationToken.None);

        (await waiting)!.Environment.ShouldBe(TargetEnvironment.Prod);
    }

    private static string Row(Guid id, string worker, string stage = "download") =>
        $$"""{"id":"{{id}}","claim_token":7,"stage":"{{stage}}","document_source":"index","document_number":"1","worker_id":"{{worker}}","attempt":1,"max_attempts":3,"created_at":"2026-11-28T00:00:00+00:00"}""";

    private Task<RunningJob?> NextAsync(string worker) => _desk.NextAsync(worker, JobStage.Download, null, Soon, CancellationToken.None);

    private Task EnqueueAsync(TargetEnvironment environment, int count) => _stores[environment].EnqueueAsync(
        [.. Enumerable.Range(1, count).Select(n => new NewDocument(DocumentSource.Index, $"{n}", Cadastre: "Cadastre du Québec"))], CancellationToken.None);

    private async Task OpenAsync(TimeSpan poll, params TargetEnvironment[] environments)
    {
        foreach (var environment in environments)
        {
            _databases.Add(await QueueDatabase.CreateAsync(_postgres));
            _functions.Add(new GatedFunctions(_databases[^1].OpenFunctions(environment)));
        }

        await StartAsync(poll, _functions);
    }

    private Task OpenOnAsync(IDatabaseFunctions functions) => StartAsync(TimeSpan.FromSeconds(1), [functions]);

    private async Task StartAsync(TimeSpan poll, IEnumerable<IDatabaseFunctions> functions)
    {
        _stores = new JobStores(new Databases(functions));
        var options = new JobOptions { Poll = poll };
        var call = new ClaimRequester(new("vm-1"), _running, options, TimeProvider.System, NullLogger<ClaimRequester>.Instance, _board);
        var weights = new Dictionary<TargetEnvironment, int> { [TargetEnvironment.Prod] = 6, [TargetEnvironment.Staging] = 3, [TargetEnvironment.Dev] = 1 };
        _desk = new ClaimDispatcher(_stores, call, _parking, name => weights.GetValueOrDefault(name, 1), options, Loops.On(TimeProvider.System), _clock, NullLogger<ClaimDispatcher>.Instance, _board);
        await _desk.StartAsync(CancellationToken.None);
    }
}
