using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Queue;

/// <summary>Several daemons on one queue over the real Redis: how often the database is asked, and that nobody takes what is too old for it.</summary>
public sealed class SharedDepthTests(RedisFixture redis, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    private const string Database = "db.example:5432/postgres";

    private readonly List<AnsweringFunctions> _databases = [];
    private RedisOptions _options = null!;
    private RedisGateway _gateway = null!;
    private bool _isPinned;
    private int _asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        _options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(_options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task Any_number_of_daemons_ask_about_as_often_as_one(int daemons, bool isChanging)
    {
        const int Rounds = 6;
        var watches = Enumerable.Range(0, daemons).Select(n => Watch($"disk-{n}")).ToArray();
        await Task.WhenAll(watches.Select(watch => watch.ReadAsync(Cancellation)));
        var (timely, asked) = (0, 0);
        for (var round = 0; timely < Rounds; round++)
        {
            round.ShouldBeLessThan(20 * Rounds, "the machine is too slow for this");
            var (before, began) = (_asked, TimeProvider.System.GetTimestamp());
            if (isChanging)
            {
                _databases.ForEach(database => database.Changed.Wake());
            }

            await Task.WhenAll(watches.Select(async watch =>
            {
                await watch.WaitAsync(Pace, Cancellation);
                (await watch.ReadAsync(Cancellation)).ShouldHaveSingleItem();
            }));
            // Where the machine let them wait, what one had read was too old for another, rightly: such a round tells nothing.
            if (TimeProvider.System.GetElapsedTime(began) < 2 * Pace)
            {
                (timely, asked) = (timely + 1, asked + _asked - before);
            }
        }

        output.WriteLine($"{daemons} daemons, {Rounds} looks each: asked {asked} times");
        asked.ShouldBeInRange(Rounds, isChanging ? (2 * Rounds) - 1 : Rounds + 2);
    }

    [Fact]
    public async Task Who_is_woken_by_a_change_takes_no_reading_that_began_before_it()
    {
        var (one, other) = (Watch("a"), Watch("b"));
        await other.ReadAsync(Cancellation);
        await one.ReadAsync(Cancellation);
        _databases[1].Changed.Wake();
        await other.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        var known = _asked;

        (await other.ReadAsync(Cancellation)).ShouldHaveSingleItem().Downloads.Documents.ShouldBe(known + 1);
    }

    [Fact]
    public async Task What_one_has_read_another_takes_as_it_is()
    {
        var (one, other) = (Shared(), Shared());
        var (own, none) = await ReadAsync(one, "a", TimeSpan.Zero);

        var (taken, age) = await ReadAsync(other, "b", TimeSpan.FromMinutes(1));

        taken.ShouldBe(own);
        none.ShouldBe(TimeSpan.Zero);
        age.ShouldBeGreaterThan(TimeSpan.Zero);
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task Figures_of_one_disk_are_for_nobody_else()
    {
        _isPinned = true;

        (await Watch("a").ReadAsync(Cancellation)).ShouldHaveSingleItem();
        await ReadAsync(Shared(), "b", TimeSpan.FromMinutes(1));
        await ReadAsync(Shared(), "a", TimeSpan.FromMinutes(1));

        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_told_to_read_and_fails_lets_the_next_one_read_at_once()
    {
        var (one, other) = (Shared(), Shared());
        await Should.ThrowAsync<DatabaseException>(() => one.ReadAsync(
            TargetEnvironment.Dev, Database, "a", () => TimeSpan.FromMinutes(1), _ => throw new DatabaseException(DatabaseFailure.Unavailable, "away"), Cancellation));

        await ReadAsync(other, "b", TimeSpan.FromMinutes(1));

        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_waits_for_a_reader_that_is_gone_and_what_it_leaves_late_is_not_kept()
    {
        var (one, other) = (Shared(), Shared());
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource<SharedReading>());
        var late = one.ReadAsync(TargetEnvironment.Dev, Database, "a", () => TimeSpan.FromMinutes(1), _ =>
        {
            began.SetResult();
            return end.Task;
        }, Cancellation);
        await began.Task;

        var (current, _) = await ReadAsync(other, "b", TimeSpan.FromMinutes(1));
        end.SetResult(current with { Took = TimeSpan.FromHours(1) });
        await late;

        (await ReadAsync(other, "b", TimeSpan.FromMinutes(1))).Reading.ShouldBe(current);
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task What_lasts_longer_than_others_wait_for_is_kept_all_the_same()
    {
        var begun = new SemaphoreSlim(0);
        var model = new SharedReading(new(TargetEnvironment.Dev, new(7, TimeSpan.Zero, TimeSpan.Zero), default, default), null, true, TimeSpan.FromSeconds(1));
        var ends = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<SharedReading>()).ToArray();
        var looks = new List<Task>();
        async Task BeginAsync(params TaskCompletionSource<SharedReading>[] several)
        {
            looks.AddRange(several.Select(end => Shared().ReadAsync(TargetEnvironment.Dev, Database, "a", () => TimeSpan.FromMinutes(1), _ =>
            {
                begun.Release();
                return end.Task;
            }, Cancellation)));
            foreach (var _ in several)
            {
                await begun.WaitAsync(Cancellation);
            }
        }

        await BeginAsync(ends[0]);
        await BeginAsync(ends[1..]);
        ends[0].SetResult(model);
        await looks[0];

        (await ReadAsync(Shared(), "b", TimeSpan.FromMinutes(1))).Reading.ShouldBe(model);
        _asked.ShouldBe(0);
        Array.ForEach(ends[1..], end => end.SetResult(model));
        await Task.WhenAll(looks);
    }

    [Fact]
    public async Task What_was_read_of_another_database_of_the_same_environment_is_not_taken()
    {
        await ReadAsync(Shared(), "a", TimeSpan.Zero);

        await ReadAsync(Shared(), "b", TimeSpan.FromMinutes(1), database: "other.example:5432/postgres");

        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Without_redis_each_asks_for_itself()
    {
        await using var server = await RedisServer.StartAsync();
        RedisAddress.TryParse(server.Url, out var address).ShouldBeTrue();
        await using var gateway = await RedisGateway.ConnectAsync(new() { Url = address! }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var shared = new SharedDepth(gateway, new("", null), TimeProvider.System, NullLogger<SharedDepth>.Instance);
        await server.KillAsync();

        await ReadAsync(shared, "a", TimeSpan.FromMinutes(1));
        await ReadAsync(shared, "a", TimeSpan.FromMinutes(1));

        _asked.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"queue\": 7}")]
    [InlineData("{\"queue\": {}}")]
    [InlineData("{\"queue\": null, \"disk\": null, \"isStirred\": true, \"took\": \"00:00:01\"}")]
    [InlineData("{\"queue\": {}, \"disk\": null, \"isStirred\": true, \"took\": \"00:00:01\"}")]
    public void What_another_version_left_is_no_reading(string text) => SharedReading.Read(text).ShouldBeNull();

    private SharedDepth Shared() => new(_gateway, new(_options), TimeProvider.System, NullLogger<SharedDepth>.Instance);

    private Task<(SharedReading Reading, TimeSpan Age)> ReadAsync(SharedDepth shared, string disk, TimeSpan mostAge, string database = Database) => shared.ReadAsync(
        TargetEnvironment.Dev,
        database,
        disk,
        () => mostAge,
        _ => Task.FromResult(new SharedReading(
            new(TargetEnvironment.Dev, new(Interlocked.Increment(ref _asked), TimeSpan.FromSeconds(1.5), TimeSpan.Zero), default, default), null, true, TimeSpan.FromMilliseconds(3))),
        Cancellation);

    private QueueWatch Watch(string disk)
    {
        var database = new AnsweringFunctions((_, _) => string.Create(CultureInfo.InvariantCulture,
            $$"""{"queue": [{"status_id": 1, "document_source": "index", "ready": {{Interlocked.Increment(ref _asked)}}, "deferred": 0, "running": 0, "ended": 0, "oldest_seconds": null}], "pinned": {{(_isPinned ? "true" : "false")}}}"""));
        _databases.Add(database);
        return new(new JobStores(new Databases([database])), Shared(), new DiskIdentity(disk), new JobOptions(), TimeProvider.System, NullLogger<QueueWatch>.Instance);
    }
}
