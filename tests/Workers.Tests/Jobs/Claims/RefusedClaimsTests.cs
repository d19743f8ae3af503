using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Claims;

/// <summary>A rule of the owner's refuses every row of an environment: it is asked ever more seldom, and the log does not repeat itself.</summary>
public sealed class RefusedClaimsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Rows = 100;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly LeapingTime _clock = new();
    private readonly RunningJobs _running = new();
    private readonly ScopedLines<ClaimRequester> _named = new();
    private readonly ScopedLines<ClaimDispatcher> _said = new();
    private readonly JobOptions _options = new() { Poll = TimeSpan.FromMilliseconds(50) };
    private QueueDatabase _database = null!;
    private GatedFunctions _functions = null!;
    private JobStores _stores = null!;
    private ClaimDispatcher _desk = null!;
    private int _claims;

    private JobStore Store => _stores[TargetEnvironment.Dev];

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = new GatedFunctions(_database.OpenFunctions())
        {
            Before = function =>
            {
                Interlocked.Add(ref _claims, function == "workers_claim" ? 1 : 0);
                return Task.CompletedTask;
            },
        };
        _stores = new JobStores(new Databases([_functions]));
        var requester = new ClaimRequester(new("vm-1"), _running, _options, _clock, _named);
        _desk = new ClaimDispatcher(_stores, requester, new(_clock, NullLogger<ParkingLot>.Instance), _ => 1, _options, Loops.On(TimeProvider.System), _clock, _said);
        await _desk.StartAsync(CancellationToken.None);
        await Store.EnqueueAsync(
            [.. Enumerable.Range(0, Rows).Select(n => new NewDocument(DocumentSource.Index, $"{n}", Cadastre: "Cadastre du Québec"))], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.StopAsync(CancellationToken.None);
        _desk.Dispose();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("raise exception 'dossier % is closed', new.document_number;")]
    [InlineData("return null;")]
    public async Task Claims_pause_after_each_page_that_is_refused_as_a_whole_and_go_on_once_the_rule_is_gone(string deed)
    {
        await RefuseAllAsync(deed);

        await WaitInVainAsync();
        Volatile.Read(ref _claims).ShouldBeInRange(1, 3, "one look: together, each by itself, and what lies behind");

        _clock.Leap(TimeSpan.FromSeconds(1));
        await WaitInVainAsync();
        Volatile.Read(ref _claims).ShouldBeInRange(2, 6, "one look more after a second");

        _clock.Leap(TimeSpan.FromSeconds(1));
        await WaitInVainAsync();
        Volatile.Read(ref _claims).ShouldBeInRange(2, 6, "none before two seconds more");

        await _database.ExecuteAsync("drop trigger owner_rule on extraction_queue");
        _clock.Leap(TimeSpan.FromSeconds(8));
        (await _desk.NextAsync("w", JobStage.Download, null, Soon, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rule_that_refuses_a_whole_queue_is_said_in_a_few_lines_however_often_it_is_met()
    {
        await RefuseAllAsync("raise exception 'dossier % is closed', new.document_number;");
        await RefuseEveryRowAsync(minutes: 0);
        var lines = _named.Lines.Select(one => one.Line).ToList();

        await RefuseEveryRowAsync(minutes: 2);

        _named.Lines.Select(one => one.Line).ShouldBe(lines);
        lines.Count.ShouldBe(RefusedNews.Most + 1);
        lines.ShouldBeUnique();
        lines[0].ShouldContain("is closed (P0001)");
        lines[^1].ShouldContain("'status' counts them");
        _said.Lines.ShouldBeEmpty();
        (await Store.ReadDepthAsync(exact: true, CancellationToken.None)).RefusedCount.ShouldBe(Rows);
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_once_and_again_only_after_it_was_there()
    {
        for (var outage = 0; outage < 2; outage++)
        {
            var before = _functions.Before;
            _functions.Before = _ => throw new DatabaseException(DatabaseFailure.Unauthorized, "the key is refused");
            for (var pause = 0; pause < 4; pause++)
            {
                await WaitInVainAsync();
                _clock.Leap(TimeSpan.FromSeconds(8));
            }

            _functions.Before = before;
            (await _desk.NextAsync("w", JobStage.Download, null, Soon, CancellationToken.None)).ShouldNotBeNull();
        }

        _said.Lines.Select(one => one.Line).ShouldBe(["DEV: no claim: the key is refused", "DEV: no claim: the key is refused"]);
    }

    /// <summary>Looks until each row was refused, the refusals of so many minutes ago being over.</summary>
    private async Task RefuseEveryRowAsync(int minutes)
    {
        await _database.SetClockAheadAsync(TimeSpan.FromMinutes(minutes));
        while (await _database.ReadAsync<long>("select count(*) from workers_internal.refused_rows where until > workers_internal.clock()") < Rows)
        {
            await WaitInVainAsync();
            _clock.Leap(TimeSpan.FromSeconds(8));
        }
    }

    private async Task WaitInVainAsync() =>
        (await _desk.NextAsync("w", JobStage.Download, null, TimeSpan.FromMilliseconds(300), CancellationToken.None)).ShouldBeNull();

    private Task RefuseAllAsync(string deed) => _database.ExecuteAsync(
        $"""
        create function owner_rule() returns trigger language plpgsql as $$ begin {deed} return new; end $$;
        create trigger owner_rule before update on extraction_queue for each row execute function owner_rule();
        """);
}
