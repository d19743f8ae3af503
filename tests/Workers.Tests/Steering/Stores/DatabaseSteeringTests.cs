using Npgsql;
using Shouldly;
using Simulators.Supabase;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Steering.Stores;

public sealed class PostgresSteeringTests(PostgresFixture postgres) : SteeringStoreContract
{
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;

    [Fact]
    public async Task Every_order_has_its_event_once_and_events_are_neither_changed_nor_removed()
    {
        var order = Steer.Pause("buying");
        var lifted = Steer.Lift(order);
        await ExchangeAsync(order);
        await ExchangeAsync(order, lifted);
        await ExchangeAsync(order);

        (await new DatabaseSteering(_functions).ReadEventsAsync(10, TestContext.Current.CancellationToken)).ShouldBe([lifted, order]);
        (await new DatabaseSteering(_functions).ReadEventsAsync(1, TestContext.Current.CancellationToken)).ShouldBe([lifted]);
        foreach (var change in new[] { "update steering_events set why = 'other'", "delete from steering_events", "truncate steering_events" })
        {
            (await Should.ThrowAsync<PostgresException>(() => _database.ExecuteAsync(change))).Message.ShouldContain("steering_events only grows");
        }
    }

    [Fact]
    public async Task An_order_for_one_start_of_a_daemon_goes_a_day_after_its_end_and_others_stay()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var (one, host) = (Steer.Pause("buying", "vm-3-17-0123456789abcdef0123456789abcdef", now.AddMinutes(5)), Steer.Pause("buying", "vm-3", now.AddMinutes(5)));
        await ExchangeAsync(one, host);

        await _database.SetClockAheadAsync(TimeSpan.FromHours(23));
        (await ExchangeAsync(host)).Count.ShouldBe(2);
        await _database.SetClockAheadAsync(TimeSpan.FromHours(25));
        (await ExchangeAsync(host)).ShouldHaveSingleItem().ShouldBe(host);

        one.IsOver(now.AddHours(25)).ShouldBeTrue();
        host.IsOver(now.AddYears(5)).ShouldBeFalse();
        var lifted = one with { IsLifted = true, Until = null, At = now };
        (lifted.IsOver(now.AddDays(7)), lifted.IsOver(now.AddDays(9))).ShouldBe((false, true));
    }

    private protected override async Task<ISteeringStore> OpenAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        return new DatabaseSteering(_functions);
    }

    private protected override async Task CloseAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>The same over PostgREST's rpc.</summary>
public sealed class PostgRestSteeringTests(PostgresFixture postgres) : SteeringStoreContract
{
    private QueueDatabase _database = null!;
    private SupabaseFront _front = null!;
    private PostgRestFunctions _functions = null!;

    private protected override async Task<ISteeringStore> OpenAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _front = await SupabaseFront.StartAsync(new() { ConnectionString = _database.Address.ForPool() });
        _functions = new(TargetEnvironment.Dev, _front.Url, _front.ServiceKey, TimeProvider.System);
        return new DatabaseSteering(_functions);
    }

    private protected override async Task CloseAsync()
    {
        await _functions.DisposeAsync();
        await _front.DisposeAsync();
        await _database.DisposeAsync();
    }
}
