using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Shouldly;
using Workers.Database.Dumps;
using Workers.Database.Postgres;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs.Keeping;
using Workers.Support;
using Workers.Web.Live;
using Xunit;

namespace Workers.Webhooks;

/// <summary>Deliveries over a real Postgres to receivers on real sockets: each event reaches each endpoint, whoever dies and whoever does not answer.</summary>
public sealed class WebhookLoopTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly WebhookKey Key = new("a key of at least thirty-two characters");

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LogLines _log = new(LogLevel.Warning);
    private readonly ConcurrentQueue<RawRequest> _received = [];
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;
    private WebhookStore _store = null!;
    private WebhookSender _sender = null!;
    private RawServer _receiver = null!;
    private Func<int> _status = () => 200;
    private Guid _identity;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _store = new(_functions);
        _sender = new(new([IPNetwork.Parse("127.0.0.0/8")]), _time);
        _receiver = new(request =>
        {
            _received.Enqueue(request);
            return RawServer.Answer(_status(), "said");
        });
        _identity = (await _store.ListAsync(null, _test)).Identity;
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _sender.Dispose();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Each_event_is_sent_once_to_each_endpoint_that_wants_it_however_many_servers_deliver()
    {
        await HappenAsync(1, "enqueued");
        await using var other = NpgsqlDataSource.Create(_database.Address.ForPool());
        await using var connection = await other.OpenConnectionAsync(_test);
        await using var under = await connection.BeginTransactionAsync(_test);
        await using var insert = new NpgsqlCommand("insert into job_events (job_id, kind) values (gen_random_uuid(), 'claimed')", connection, under);
        await insert.ExecuteNonQueryAsync(_test);
        var (all, some) = (await MakeAsync(), await MakeAsync("document.stored"));
        await HappenAsync(30, "stored");
        await HappenAsync(4, "claimed");
        await under.CommitAsync(_test);
        WebhookLoop[] servers = [Loop(), Loop(), Loop()];

        await UntilAsync(() => _received.Count >= 65, servers);
        await Task.WhenAll(servers.Select(server => server.SentAsync()));

        _received.Count.ShouldBe(65, "nothing of before it was made, what was under way then, and each once");
        _received.Select(one => one.Headers["webhook-id"]).ShouldBeUnique();
        (await CountAsync($"endpoint_id = '{all}' and state = 'delivered'"), await CountAsync($"endpoint_id = '{some}' and state = 'delivered'")).ShouldBe((35, 30));
        var message = JsonNode.Parse(_received.First().Body)!;
        message.AsObject().Select(member => member.Key).ShouldBe(["type", "timestamp", "data"]);
        ((string)message["data"]!["kind"]!).ShouldBe((string)message["type"]!);
        (await _store.ListAsync(Check(), _test)).LostAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_server_held_when_it_died_is_sent_by_another_under_the_same_id()
    {
        await MakeAsync();
        await HappenAsync(3, "stored");
        await FanAsync();
        var dead = Guid.NewGuid();
        var held = await _store.ClaimAsync(Check(), dead, 16, 16, 16, TimeSpan.FromMinutes(1), _test);
        held.Count.ShouldBe(1, "of an address that was never tried one at a time");
        (await _store.ClaimAsync(Check(), Guid.NewGuid(), 16, 16, 16, TimeSpan.FromMinutes(1), _test)).ShouldBeEmpty("it is held");
        await _database.SetClockAheadAsync(TimeSpan.FromSeconds(61));

        var loop = Loop();
        await UntilAsync(() => _received.Count >= 3, loop);
        await loop.SentAsync();

        _received.Select(one => one.Headers["webhook-id"]).ShouldContain(held[0].Id.ToString());
        (await _store.SettleAsync(held[0].Id, dead, new(false, false, 500, ""), 0, _test)).ShouldBeNull("its claim is over");
        (await CountAsync("attempts <> 1")).ShouldBe(0, "a try that nobody settled counts for none");
    }

    [Fact]
    public async Task A_message_is_tried_again_later_each_time_until_it_is_dead_and_may_be_replayed()
    {
        var endpoint = await MakeAsync();
        await HappenAsync(1, "stored");
        _status = () => 500;
        var loop = Loop();
        var ahead = TimeSpan.Zero;
        var waits = new List<TimeSpan>();
        for (var tries = 1; tries <= 10; tries++)
        {
            await UntilAsync(() => _received.Count >= tries, loop);
            await loop.SentAsync();
            var row = (await _store.ListDeliveriesAsync(new(endpoint, null, 10), _test)).Deliveries.Single();
            (row.Attempts, row.Status, row.Answer).ShouldBe((tries, 500, "said"));
            if (row.State is DeliveryState.Pending)
            {
                waits.Add(TimeSpan.FromSeconds(await _database.ReadAsync<double>("select extract(epoch from due_at - workers_internal.clock())::float8 from webhook_deliveries")));
                ahead += TimeSpan.FromDays(2);
                await _database.SetClockAheadAsync(ahead);
            }
        }

        (await CountAsync("state = 'dead'")).ShouldBe(1);
        waits.Count.ShouldBe(9);
        waits.Zip(waits.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        waits[0].ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(6));
        waits[^1].ShouldBeInRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(28.8));
        _log.Lines.ShouldContain(line => line.Contains("is given up (500): said"));

        _status = () => 200;
        var id = (await _store.ListDeliveriesAsync(new(endpoint, DeliveryState.Dead, 10), _test)).Deliveries.Single().Id;
        (await _store.ReplayAsync(id, _test)).ShouldNotBeNull();
        (await _store.ReplayAsync(id, _test)).ShouldBeNull("it waits");
        await UntilAsync(() => _received.Count >= 11, loop);
        await loop.SentAsync();
        _received.Select(one => one.Headers["webhook-id"]).Distinct().Single().ShouldBe(id.ToString());
        (await CountAsync("state = 'delivered'")).ShouldBe(1);
    }

    [Fact]
    public async Task Endpoints_that_do_not_answer_hold_up_no_other_and_one_that_wants_no_more_is_disabled_but_by_no_trial()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var slow = new List<Guid>();
        for (var made = 0; made < 12; made++)
        {
            slow.Add(await MakeAtAsync($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"));
        }

        var good = await MakeAsync();
        await HappenAsync(40, "stored");
        var loop = Loop();

        await UntilAsync(() => _received.Count >= 40, loop);
        (await CountAsync($"endpoint_id <> '{good}' and state = 'delivering'")).ShouldBe(12, "each is tried once");
        _time.Advance(WebhookSender.Longest);
        await loop.SentAsync();
        await _database.SetClockAheadAsync(TimeSpan.FromMinutes(1));
        await HappenAsync(1, "stored");
        await UntilAsync(() => _received.Count >= 41, loop);
        (await CountAsync($"endpoint_id <> '{good}' and state = 'delivering'")).ShouldBe(8, "so many at once of all that do not answer");
        (await _database.ReadAsync<long>($"select max(n) from (select count(*) as n from webhook_deliveries where endpoint_id <> '{good}' and state = 'delivering' group by endpoint_id) as of_each")).ShouldBe(1);
        foreach (var one in slow)
        {
            (await _store.RemoveAsync(one, _test)).Endpoint!.Id.ShouldBe(one);
        }

        _time.Advance(WebhookSender.Longest);
        await loop.SentAsync();

        _status = () => 410;
        await _store.PingAsync(good, _test);
        await UntilAsync(() => _received.Count >= 42, loop);
        await loop.SentAsync();
        (await _store.ListAsync(null, _test)).Endpoints.Single().DisabledAt.ShouldBeNull();
        (await CountAsync("kind = 'ping' and state = 'dead' and attempts = 1")).ShouldBe(1);
        await HappenAsync(1, "read");
        await UntilAsync(() => _received.Count >= 43, loop);
        await loop.SentAsync();
        (await _store.ListAsync(null, _test)).Endpoints.Single().DisabledWhy.ShouldBe("410 Gone: it wants no more.");
        await HappenAsync(1, "read");
        (await loop.RunOnceAsync(_test)).ShouldBeTrue();
        (await CountAsync("state = 'pending'")).ShouldBe(0, "a disabled one is owed nothing");
    }

    [Fact]
    public async Task All_secrets_of_a_day_sign_after_rotations_and_then_the_new_one_alone()
    {
        var endpoint = await MakeAsync();
        await _store.RotateAsync(endpoint, _test);
        await HappenAsync(1, "stored");
        var loop = Loop();
        await UntilAsync(() => !_received.IsEmpty, loop);
        (IsSigned(_received.Last(), endpoint, 1), IsSigned(_received.Last(), endpoint, 2)).ShouldBe((true, true));
        await loop.SentAsync();
        await _store.RotateAsync(endpoint, _test);
        await HappenAsync(1, "stored");
        await UntilAsync(() => _received.Count >= 2, loop);
        Enumerable.Range(1, 3).ShouldAllBe(generation => IsSigned(_received.Last(), endpoint, generation), "whoever knows one of them is not cut off");
        await loop.SentAsync();

        await _database.SetClockAheadAsync(TimeSpan.FromHours(25));
        await HappenAsync(1, "stored");
        await UntilAsync(() => _received.Count >= 3, loop);
        Enumerable.Range(1, 3).Where(generation => IsSigned(_received.Last(), endpoint, generation)).ShouldBe([3]);
        await loop.SentAsync();
    }

    [Fact]
    public async Task What_is_purged_is_not_sent_and_a_restored_or_copied_database_calls_nobody_until_it_is_confirmed()
    {
        var endpoint = await MakeAsync();
        await HappenAsync(2, "stored");
        await FanAsync();
        var gone = await _database.ReadAsync<Guid>("select job_id from webhook_deliveries limit 1");
        await _database.ExecuteAsync($"insert into extraction_queue (id, document_source, document_number, status_id) values ('{gone}', 'acte', '1', 4)");
        var keeping = new KeepingStore(_functions);
        await keeping.BeginAsync([gone], "a test", _test);
        var loop = Loop();
        await UntilAsync(() => !_received.IsEmpty, loop);
        await loop.SentAsync();
        _received.Count.ShouldBe(1);
        (await keeping.FinishAsync(gone, _test)).Fault.ShouldBeNull();
        (await CountAsync($"job_id = '{gone}'")).ShouldBe(0);

        (await new WebhookLoop(_store, new("quite another key of thirty-two and more"), _sender, WebhookDeliveries.DataOf, new Random(1), _time, Logger()).RunOnceAsync(_test)).ShouldBeFalse();
        _log.Lines.ShouldContain(line => line.Contains("is not the one that the secrets are derived from"));
        await PostgresDump.AdoptAsync(_database.Address, _test);
        await HappenAsync(1, "read");
        (await loop.RunOnceAsync(_test)).ShouldBeFalse();
        (await _store.ListAsync(Check(), _test)).Refusal.ShouldBe(WebhookRefusal.Home);
        _received.Count.ShouldBe(1);

        await _store.ConfirmAsync(Check(), _test);
        await UntilAsync(() => _received.Count >= 2, loop);
        await loop.SentAsync();
        ((string)JsonNode.Parse(_received.Last().Body)!["type"]!).ShouldBe("document.read");

        await HappenAsync(1, "stored");
        await FanAsync();
        await _store.DisableAsync(endpoint, "a test", _test);
        await _database.SetClockAheadAsync(TimeSpan.FromDays(400));
        await keeping.KeepAsync(new(HistoryDays: 365, ReadingsDays: 0, SpendDays: 0, Batch: 500), _test);
        (await CountAsync("true")).ShouldBe(0, "what waits for an address that is disabled is kept no longer than what was told");
    }

    private WebhookLoop Loop() => new(_store, Key, _sender, WebhookDeliveries.DataOf, new Random(1), _time, Logger());

    private ILogger<WebhookLoop> Logger() => _log.CreateLogger<WebhookLoop>();

    private string Check() => Key.CheckOf(TargetEnvironment.Dev, _identity);

    private Task<Guid> MakeAsync(params string[] kinds) => MakeAtAsync(_receiver.Url.AbsoluteUri, kinds);

    private async Task<Guid> MakeAtAsync(string url, params string[] kinds) =>
        (await _store.MakeAsync(Guid.NewGuid(), url, "", kinds.Length == 0 ? null : kinds, "a test", Check(), _test)).Endpoint!.Id;

    private Task HappenAsync(int times, string kind) => _database.ExecuteAsync($"insert into job_events (job_id, kind) select gen_random_uuid(), '{kind}' from generate_series(1, {times})");

    /// <summary>What other databases of the server do holds events up for a while.</summary>
    private async Task FanAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await _store.FanAsync(Check(), bound.Token)).Made == 0)
        {
        }
    }

    private Task<long> CountAsync(string where) => _database.ReadAsync<long>($"select count(*) from webhook_deliveries where {where}");

    /// <summary>Passes of the servers, side by side, until it is so; what other databases of the server do holds events up for a while.</summary>
    private async Task UntilAsync(Func<bool> isSo, params WebhookLoop[] servers)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(2));
            foreach (var went in await Task.WhenAll(servers.Select(server => server.RunOnceAsync(_test))))
            {
                went.ShouldBeTrue();
            }
        }
    }

    private bool IsSigned(RawRequest request, Guid endpoint, int generation) => request.IsSignedBy(new(Key.SecretOf(TargetEnvironment.Dev, _identity, endpoint, generation)));
}
