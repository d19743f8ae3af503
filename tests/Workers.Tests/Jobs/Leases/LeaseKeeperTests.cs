using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Claims;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Leases;

public sealed class LeaseKeeperTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly MonotonicClock _clock = new();
    private readonly RunningJobs _running = new();
    private readonly JobOptions _options = new();
    private QueueDatabase _database = null!;
    private GatedFunctions _functions = null!;
    private JobStores _stores = null!;
    private LeaseKeeper _keeper = null!;

    private JobStore Store => _stores[TargetEnvironment.Dev];

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = new GatedFunctions(_database.OpenFunctions());
        _stores = new JobStores(new Databases([_functions]));
        _keeper = new LeaseKeeper(_stores, _running, _options, Loops.On(_clock), _clock, NullLogger<LeaseKeeper>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.Dispose();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_renewal_counts_from_when_it_was_sent()
    {
        var job = await ClaimAsync();
        _clock.Move(TimeSpan.FromSeconds(3));
        _functions.After = _ =>
        {
            _clock.Move(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        };

        await _keeper.RenewOnceAsync(Store, CancellationToken.None);

        job.LeaseLeft.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_renewal_that_meets_what_nobody_foresaw_is_followed_by_the_next()
    {
        using var keeper = new LeaseKeeper(_stores, _running, new() { Renewal = TimeSpan.FromMilliseconds(50) }, Loops.On(TimeProvider.System), _clock, NullLogger<LeaseKeeper>.Instance);
        await ClaimAsync();
        var odd = 3;
        var renewed = new TaskCompletionSource();
        _functions.Before = _ => Interlocked.Decrement(ref odd) >= 0 ? throw new FormatException("half an answer") : Task.CompletedTask;
        _functions.After = _ =>
        {
            renewed.TrySetResult();
            return Task.CompletedTask;
        };

        await keeper.StartAsync(CancellationToken.None);

        await renewed.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        keeper.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_holder_without_answers_stops_by_its_own_clock_a_margin_before_the_lease_can_end()
    {
        var job = await ClaimAsync();
        _functions.Before = _ => throw GatedFunctions.Away();

        _clock.Move(_options.Lease - _options.Margin - TimeSpan.FromMilliseconds(1));
        await _keeper.RenewOnceAsync(Store, CancellationToken.None);
        _keeper.EndUnproven();
        job.Cause.ShouldBe(StopCause.None);

        _clock.Move(TimeSpan.FromMilliseconds(1));
        _keeper.EndUnproven();
        job.Cause.ShouldBe(StopCause.LeaseLost);
        job.Stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_holder_whose_token_is_gone_stops_at_once_and_the_others_go_on()
    {
        var (lost, kept) = (await ClaimAsync(), await ClaimAsync());
        await _database.ExecuteAsync($"update extraction_queue set claim_token = claim_token + 1 where id = '{lost.Job.Id}'");

        await _keeper.RenewOnceAsync(Store, CancellationToken.None);

        lost.Cause.ShouldBe(StopCause.LeaseLost);
        kept.Cause.ShouldBe(StopCause.None);
    }

    [Fact]
    public async Task A_lease_that_the_database_refuses_to_have_renewed_is_said_once_until_it_is_renewed()
    {
        var lines = new ScopedLines<LeaseKeeper>();
        using var keeper = new LeaseKeeper(_stores, _running, _options, Loops.On(_clock), _clock, lines);
        await ClaimAsync();
        foreach (var refuses in new[] { true, true, false, true, true })
        {
            await _database.ExecuteAsync(refuses
                ? "alter table extraction_queue drop constraint if exists owner_check; alter table extraction_queue add constraint owner_check check (false) not valid"
                : "alter table extraction_queue drop constraint owner_check");
            await keeper.RenewOnceAsync(Store, CancellationToken.None);
        }

        lines.Lines.Count.ShouldBe(2);
        lines.Lines.ShouldAllBe(one => one.Line.Contains("'status' says why", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_document_ends_as_cancelled_while_its_lease_is_kept()
    {
        var job = await ClaimAsync();
        await Store.CancelAsync([job.Job.Id], null, CancellationToken.None);

        await _keeper.RenewOnceAsync(Store, CancellationToken.None);

        job.Cause.ShouldBe(StopCause.Cancelled);
        job.LeaseLeft.ShouldBe(_options.Lease);
    }

    [Fact]
    public async Task A_job_whose_outcome_was_written_during_the_renewal_is_not_called_lost()
    {
        var job = await ClaimAsync();
        var writer = new OutcomeWriter(_stores, _running, _options, new Random(1), _clock, NullLogger<OutcomeWriter>.Instance);
        _functions.Before = async function =>
        {
            if (function == "workers_renew")
            {
                await writer.WriteAsync(job, new JobOutcome.Failed(FailureKind.Transient, "timeout"), CancellationToken.None);
            }
        };

        await _keeper.RenewOnceAsync(Store, CancellationToken.None);

        job.Cause.ShouldBe(StopCause.None);
        _running.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-7)]
    public async Task A_machine_whose_clock_is_minutes_wrong_keeps_its_leases_and_rescues_nobody(int minutes)
    {
        var job = await ClaimAsync();
        _clock.Wrong = TimeSpan.FromMinutes(minutes);
        using var rescuer = new JobRescuer(_stores, _options, Loops.On(_clock), _clock, NullLogger<JobRescuer>.Instance);

        await _keeper.RenewOnceAsync(Store, CancellationToken.None);
        _keeper.EndUnproven();
        await rescuer.RunOnceAsync(Store, CancellationToken.None);

        job.Cause.ShouldBe(StopCause.None);
        job.LeaseLeft.ShouldBe(_options.Lease);
        (await StatusAsync(job)).ShouldBe(2);
        (await _database.ReadAsync<bool>("select lease_expires_at between now() + interval '5 s' and now() + interval '12 s' from extraction_queue")).ShouldBeTrue();
    }

    private Task<int> StatusAsync(RunningJob job) => _database.ReadAsync<int>($"select status_id from extraction_queue where id = '{job.Job.Id}'");

    private async Task<RunningJob> ClaimAsync()
    {
        await Store.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "Cadastre du Québec")], CancellationToken.None);
        var call = new ClaimRequester(new("vm-1"), _running, _options, _clock, NullLogger<ClaimRequester>.Instance);
        return (await call.MakeAsync(Store, [new IdleClaimer("w", JobStage.Download, null)])).Jobs.ShouldHaveSingleItem();
    }
}
