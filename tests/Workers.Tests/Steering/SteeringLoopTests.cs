using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Steering.Stores;
using Workers.Support;
using Xunit;

namespace Workers.Steering;

/// <summary>A daemon's knowledge of orders over a real Redis and two real databases, each of which may be away or have forgotten.</summary>
public sealed class SteeringLoopTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly LeapingTime _time = new();
    private readonly SteeringBoard _board = Fresh();
    private RedisServer _server = null!;
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;
    private QueueDatabase[] _databases = [];
    private GatedFunctions[] _functions = [];
    private SteeringLoop _loop = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        RedisAddress.TryParse(_server.Url, out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address! };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        _databases = [await QueueDatabase.CreateAsync(postgres), await QueueDatabase.CreateAsync(postgres)];
        _functions = [new(_databases[0].OpenFunctions(TargetEnvironment.Prod)), new(_databases[1].OpenFunctions(TargetEnvironment.Dev))];
        _loop = Start(_board);
    }

    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        foreach (var functions in _functions)
        {
            await functions.DisposeAsync();
        }

        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        await _gateway.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Before_a_database_has_told_what_was_ordered_nothing_is_begun()
    {
        Array.ForEach(_functions, functions => functions.Before = _ => throw GatedFunctions.Away());
        await PassAsync();

        _board.State.Find(SteeredWork.Buying).ShouldBe("what operators ordered is not known yet: no database has told");
        _functions[1].Before = _ => Task.CompletedTask;
        await PassAsync();

        _board.State.Find(SteeredWork.Buying).ShouldBeNull();
        _board.State.Find(SteeredWork.Buying, TargetEnvironment.Dev).ShouldBeNull();
        _board.State.Find(SteeredWork.Buying, TargetEnvironment.Prod).ShouldBe("what operators ordered is not known yet: PROD has not told");
        _functions[0].Before = _ => Task.CompletedTask;
        await PassAsync();
        _board.State.Find(SteeredWork.Buying, TargetEnvironment.Prod).ShouldBeNull();
    }

    [Fact]
    public async Task An_order_in_Redis_is_seen_at_once_and_brought_to_every_database()
    {
        await PassAsync();
        var order = Steer.Pause("buying");
        await InRedis(order);
        await PassAsync();

        _board.State.Find(SteeredWork.Buying).ShouldBe(order.Describe());
        await LaterAsync();
        (await InDatabase(0)).ShouldHaveSingleItem().ShouldBe(order);
        (await InDatabase(1)).ShouldHaveSingleItem().ShouldBe(order);
    }

    [Fact]
    public async Task A_Redis_that_forgot_is_told_again_by_who_knows_and_by_a_daemon_that_starts()
    {
        var order = Steer.Pause("buying");
        await InRedis(order);
        await PassAsync();
        await LaterAsync();

        await RedisText.CommandAsync(_server.Port, "FLUSHALL");
        await PassAsync();
        (await InRedis()).ShouldHaveSingleItem().ShouldBe(order);

        await RedisText.CommandAsync(_server.Port, "FLUSHALL");
        var fresh = Fresh();
        using var another = Start(fresh);
        await another.RunOnceAsync(CancellationToken.None);
        fresh.State.Find(SteeredWork.Buying).ShouldBe(order.Describe());
        (await InRedis()).ShouldHaveSingleItem().ShouldBe(order);
    }

    [Fact]
    public async Task Of_stores_that_disagree_the_newest_order_counts_and_reaches_all()
    {
        var (paused, other) = (Steer.Pause("buying"), Steer.Pause("gemini"));
        var resumed = Steer.Lift(paused);
        await new DatabaseSteering(_functions[0]).ExchangeAsync([resumed], CancellationToken.None);
        await new DatabaseSteering(_functions[1]).ExchangeAsync([paused, other], CancellationToken.None);
        await InRedis(paused);

        await PassAsync();
        await LaterAsync();

        _board.State.Find(SteeredWork.Buying).ShouldBeNull();
        _board.State.Gemini.ShouldBe(other.Describe());
        (await InRedis()).ShouldBe([resumed, other], ignoreOrder: true);
        (await InDatabase(0)).ShouldBe([resumed, other], ignoreOrder: true);
        (await InDatabase(1)).ShouldBe([resumed, other], ignoreOrder: true);
    }

    [Fact]
    public async Task A_database_that_was_away_gets_what_was_ordered_meanwhile()
    {
        await PassAsync();
        _functions[0].Before = _ => throw GatedFunctions.Away();
        var order = Steer.Set("GEMINI_MAX_RPM", "7");
        await InRedis(order);
        await PassAsync();
        await LaterAsync();
        (await InDatabase(1)).ShouldHaveSingleItem();

        _functions[0].Before = _ => Task.CompletedTask;
        await LaterAsync();
        (await InDatabase(0)).ShouldHaveSingleItem().ShouldBe(order);
    }

    [Fact]
    public async Task Without_Redis_an_order_is_seen_in_a_database_and_what_was_known_stays_in_force()
    {
        var known = Steer.Pause("gemini");
        await InRedis(known);
        await PassAsync();
        _server.Pause();
        try
        {
            var order = Steer.Pause("buying");
            await new DatabaseSteering(_functions[1]).ExchangeAsync([order], CancellationToken.None);
            await PassAsync();

            _board.State.Find(SteeredWork.Buying).ShouldBe(order.Describe());
            _board.State.Gemini.ShouldBe(known.Describe());
        }
        finally
        {
            _server.Continue();
        }
    }

    [Fact]
    public async Task Who_waits_for_an_order_is_told_when_it_comes_and_when_it_ends()
    {
        await PassAsync();
        var told = 0;
        _board.Changed += () => told++;
        await InRedis(Steer.Pause("buying", until: TimeProvider.System.GetUtcNow().AddMilliseconds(300)));
        await PassAsync();
        told.ShouldBe(1);
        _board.State.Find(SteeredWork.Buying).ShouldNotBeNull();

        while (_board.State.Find(SteeredWork.Buying) is not null)
        {
            await Task.Yield();
        }

        await PassAsync();
        told.ShouldBe(2);
    }

    private static SteeringBoard Fresh() => new(Hosting.Settings.LoadedSettings.Load(new(new Dictionary<string, string>(StringComparer.Ordinal), null, [])), new("d-1-0", "vm-1", null), TimeProvider.System);

    private SteeringLoop Start(SteeringBoard board) =>
        new(board, new(_gateway, _keys), [.. _functions.Select(functions => new DatabaseSteering(functions))], Loops.On(TimeProvider.System), _time, NullLogger<SteeringLoop>.Instance);

    private Task PassAsync() => _loop.RunOnceAsync(CancellationToken.None);

    /// <summary>A pass that asks the databases too.</summary>
    private Task LaterAsync()
    {
        _time.Leap(TimeSpan.FromSeconds(11));
        return PassAsync();
    }

    private Task<IReadOnlyList<SteeringOrder>> InRedis(params SteeringOrder[] orders) => new RedisSteering(_gateway, _keys).ExchangeAsync(orders, CancellationToken.None);

    private Task<IReadOnlyList<SteeringOrder>> InDatabase(int which) => new DatabaseSteering(_functions[which]).ExchangeAsync([], CancellationToken.None);
}
