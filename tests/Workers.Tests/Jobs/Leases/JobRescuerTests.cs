using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Claims;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Leases;

/// <summary>When lost leases are taken back: never before the holders had time to renew. The clocks of database and process go only as a test moves them.</summary>
public sealed class JobRescuerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly MonotonicClock _clock = new();
    private readonly RunningJobs _running = new();
    private readonly JobOptions _options = new();
    private readonly ScopedLines<JobRescuer> _lines = new();
    private DateTimeOffset _databaseClock = DateTimeOffset.UtcNow + TimeSpan.FromHours(1);
    private QueueDatabase _database = null!;
    private GatedFunctions _functions = null!;
    private JobStores _stores = null!;
    private LeaseKeeper _keeper = null!;
    private JobRescuer _rescuer = null!;

    private JobStore Store => _stores[TargetEnvironment.Dev];

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await _database.SetClockAsync(_databaseClock);
        _functions = new GatedFunctions(_database.OpenFunctions());
        _stores = new JobStores(new Databases([_functions]));
        _keeper = new LeaseKeeper(_stores, _running, _options, Loops.On(_clock), _clock, NullLogger<LeaseKeeper>.Instance);
        _rescuer = NewRescuer();
    }

    public async ValueTask DisposeAsync()
    {
        _rescuer.Dispose();
        _keeper.Dispose();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task After_its_database_was_away_it_waits_one_lease()
    {
        var dead = await ClaimAsync();
        await ExpireAsync(dead);
        _functions.Before = _ => throw GatedFunctions.Away();
        await LookAsync();
        _functions.Before = _ => Task.CompletedTask;

        await LookAsync();
        await MoveAsync(_options.Lease);
        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(2);

        await FinishRestAsync();
        (await StatusAsync(dead)).ShouldBe(1);
    }

    [Fact]
    public async Task After_its_database_was_away_for_a_moment_it_waits_no_longer_than_that()
    {
        await SettleAsync();
        var dead = await ClaimAsync();
        await ExpireAsync(dead);
        _functions.Before = _ => throw GatedFunctions.Away();
        await MoveAsync(_options.RescuePass);
        await LookAsync();
        _functions.Before = _ => Task.CompletedTask;

        await MoveAsync(_options.RescuePass);
        await LookAsync();
        await MoveAsync(2 * _options.RescuePass);
        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(2);

        await MoveAsync(TimeSpan.FromMilliseconds(1));
        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(1);
    }

    [Fact]
    public async Task While_its_database_fails_again_and_again_it_counts_from_the_first_failure()
    {
        await SettleAsync();
        var dead = await ClaimAsync();
        await ExpireAsync(dead);
        foreach (var away in new[] { true, false, true, false })
        {
            _functions.Before = _ => away ? throw GatedFunctions.Away() : Task.CompletedTask;
            await MoveAsync(_options.RescuePass);
            await LookAsync();
        }

        await MoveAsync(4 * _options.RescuePass);
        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(2);
        await MoveAsync(TimeSpan.FromMilliseconds(1));
        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3600)]
    [InlineData(86_400 * 400)]
    public async Task When_the_databases_clock_leaps_ahead_who_lives_keeps_its_document_and_who_died_loses_it_a_lease_later(int seconds)
    {
        await SettleAsync();
        var (dead, living) = (await ClaimAsync(), await ClaimAsync());
        _running.Remove(dead);
        await MoveAsync(_options.Renewal);

        await LeapAsync(TimeSpan.FromSeconds(seconds));
        await LookAsync();
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((2, 2), "no lease is judged by a clock that leapt");
        _rescuer.Resting().ShouldHaveSingleItem().ShouldStartWith("DEV: leases are not judged yet: the database's clock went");

        await PassLeaseAsync();
        _rescuer.Resting().ShouldBeEmpty();
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((1, 2));
        living.Cause.ShouldBe(StopCause.None);
        _lines.Lines.Select(one => one.Line).Where(line => line.Contains("clock", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain($"went {seconds}.0 s ahead");
    }

    [Fact]
    public async Task A_daemon_that_starts_right_after_the_leap_takes_nothing_from_the_living()
    {
        var (dead, living) = (await ClaimAsync(), await ClaimAsync());
        _running.Remove(dead);
        await LeapAsync(TimeSpan.FromHours(1));

        using var fresh = NewRescuer();
        await fresh.RunOnceAsync(Store, CancellationToken.None);
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((2, 2));

        await LeapAsync(TimeSpan.FromHours(1));
        await PassLeaseAsync(fresh);
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((2, 2), "it leapt again");

        await PassLeaseAsync(fresh);
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((1, 2));
    }

    [Fact]
    public async Task After_a_failover_to_a_server_whose_clock_is_ahead_the_holders_renew_first()
    {
        await SettleAsync();
        var living = await ClaimAsync();
        _functions.Before = _ => throw GatedFunctions.Away();
        await MoveAsync(_options.RescuePass);
        await LookAsync();
        _functions.Before = _ => Task.CompletedTask;
        await LeapAsync(TimeSpan.FromMinutes(5));

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(8); passed += _options.RescuePass)
        {
            await MoveAsync(_options.RescuePass);
            await LookAsync();
            (await StatusAsync(living)).ShouldBe(2);
        }
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(86_400 * 400)]
    public async Task When_the_databases_clock_goes_back_a_dead_workers_document_returns_and_the_living_keep_theirs(int seconds)
    {
        await SettleAsync();
        var (dead, living) = (await ClaimAsync(), await ClaimAsync());
        _running.Remove(dead);

        await LeapAsync(TimeSpan.FromSeconds(-seconds));
        await LookAsync();
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((2, 2));

        await PassLeaseAsync();
        (await StatusAsync(dead), await StatusAsync(living)).ShouldBe((1, 2));
        _lines.Lines.Select(one => one.Line).Where(line => line.Contains("clock", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain($"went back {seconds}.0 s");
        (await _database.ReadAsync<string>("select reason from job_events where kind = 'rescued'")).ShouldContain("was written before the clock went back");
    }

    [Fact]
    public async Task Within_the_margin_a_clock_may_wander_and_a_slow_answer_is_no_leap()
    {
        await SettleAsync();
        var dead = await ClaimAsync();
        await ExpireAsync(dead);
        await LeapAsync(_options.Margin - TimeSpan.FromMilliseconds(1));
        _functions.After = _ => MoveAsync(TimeSpan.FromSeconds(9));

        await LookAsync();

        (await StatusAsync(dead)).ShouldBe(1);
        _lines.Lines.ShouldNotContain(one => one.Line.Contains("clock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_that_was_held_up_is_no_leap_and_the_next_one_is_trusted()
    {
        await SettleAsync();
        var dead = await ClaimAsync();
        _running.Remove(dead);
        await ExpireAsync(dead);
        _functions.Before = _ => MoveAsync(TimeSpan.FromSeconds(5));

        await LookAsync();
        (await StatusAsync(dead)).ShouldBe(2);
        await PassLeaseAsync();

        (await StatusAsync(dead)).ShouldBe(1);
        _lines.Lines.ShouldNotContain(one => one.Line.Contains("clock", StringComparison.Ordinal));
        _lines.Lines.ShouldContain(one => one.Line.Contains("held up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_refuses_every_rescue_is_said_once_however_often_it_is_tried()
    {
        await SettleAsync();
        await ExpireAsync(await ClaimAsync());
        await ExpireAsync(await ClaimAsync());
        await _database.ExecuteAsync(
            """
            create function owner_rule() returns trigger language plpgsql as $$ begin raise exception 'dossier % is closed', new.id; end $$;
            create trigger owner_rule before update on extraction_queue for each row execute function owner_rule();
            """);

        for (var minute = 0; minute < 20; minute++)
        {
            await LookAsync();
            await MoveAsync(TimeSpan.FromMinutes(1));
        }

        _lines.Lines.Count(one => one.Line.Contains("refuses", StringComparison.Ordinal)).ShouldBe(2);
        (await _database.ReadAsync<int>("select min(times) from workers_internal.refused_rows")).ShouldBeGreaterThan(3);
    }

    private JobRescuer NewRescuer() => new(_stores, _options, Loops.On(_clock), _clock, _lines);

    private Task LookAsync() => _rescuer.RunOnceAsync(Store, CancellationToken.None);

    /// <summary>The rescuer knows the clock, and its rest at the start is over.</summary>
    private async Task SettleAsync()
    {
        await LookAsync();
        await FinishRestAsync();
    }

    /// <summary>A lease and a moment later it looks again; what it learns of the clock then it uses a lease later.</summary>
    private async Task FinishRestAsync()
    {
        foreach (var wait in (TimeSpan[])[_options.Lease + TimeSpan.FromMilliseconds(1), _options.Lease + TimeSpan.FromMilliseconds(1)])
        {
            await MoveAsync(wait);
            await LookAsync();
        }
    }

    /// <summary>One lease passes as it does for a daemon: its holders renew, the rescuer looks.</summary>
    private async Task PassLeaseAsync(JobRescuer? rescuer = null)
    {
        for (var passed = TimeSpan.Zero; passed <= _options.Lease + _options.RescuePass; passed += _options.RescuePass)
        {
            await MoveAsync(_options.RescuePass);
            await _keeper.RenewOnceAsync(Store, CancellationToken.None);
            await (rescuer ?? _rescuer).RunOnceAsync(Store, CancellationToken.None);
        }
    }

    /// <summary>Time passes, for both clocks.</summary>
    private Task MoveAsync(TimeSpan by)
    {
        _clock.Move(by);
        return LeapAsync(by);
    }

    /// <summary>The database's clock steps, and the process's does not.</summary>
    private Task LeapAsync(TimeSpan by) => _database.SetClockAsync(_databaseClock += by);

    private Task ExpireAsync(RunningJob job) =>
        _database.ExecuteAsync($"update extraction_queue set lease_expires_at = workers_internal.clock() - interval '1 s' where id = '{job.Job.Id}'");

    private Task<int> StatusAsync(RunningJob job) => _database.ReadAsync<int>($"select status_id from extraction_queue where id = '{job.Job.Id}'");

    private async Task<RunningJob> ClaimAsync()
    {
        await Store.EnqueueAsync([new(DocumentSource.Index, "1", Cadastre: "Cadastre du Québec")], CancellationToken.None);
        var call = new ClaimRequester(new("vm-1"), _running, _options, _clock, NullLogger<ClaimRequester>.Instance);
        return (await call.MakeAsync(Store, [new IdleClaimer("w", JobStage.Download, null)])).Jobs.ShouldHaveSingleItem();
    }
}
