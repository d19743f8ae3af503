using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Web.Live;

/// <summary>Streams over real sockets, two servers and a real Postgres: nothing is lost or doubled, and nobody holds anybody up.</summary>
public sealed partial class LiveStreamTests(PostgresFixture postgres, RedisFixture redis)
{
    private const int Streams = 40;
    private const int Writers = 5;
    private const int OfEach = 49;
    private const int Held = 10;
    private const int Events = (2 * Writers * OfEach) + Held;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_that_are_cut_at_random_and_go_on_at_either_server_lose_and_double_nothing()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System, ("WEB_KEY_REQUESTS_PER_MINUTE", "1000000"));
        Uri[] servers = [world.Address, await world.StartReplicaAsync()];
        var key = await world.KeyAsync(AccessRole.Reader);
        var head = (await HeadAsync(world)).ToString();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_test);
        bound.CancelAfter(Bound);
        var told = Enumerable.Range(0, Streams).Select(stream => FollowAsync(servers, key, head, stream, bound.Token)).ToArray();

        await WriteAsync(world, 'a');
        await using (var other = NpgsqlDataSource.Create(world.Dev.Address.ForPool()))
        await using (var connection = await other.OpenConnectionAsync(_test))
        {
            // It begins before what is written meanwhile, and ends after it.
            await using var held = await connection.BeginTransactionAsync(_test);
            await using var insert = new NpgsqlCommand($"insert into job_events (job_id, kind) select gen_random_uuid(), 'held_' || chr(97 + i) from generate_series(0, {Held - 1}) as i", connection, held);
            await insert.ExecuteNonQueryAsync(_test);
            await WriteAsync(world, 'f');
            await held.CommitAsync(_test);
        }

        var all = await Task.WhenAll(told);
        all[0].Distinct(StringComparer.Ordinal).Count().ShouldBe(Events);
        foreach (var one in all)
        {
            one.ShouldBe(all[0], "each once, and in the same order");
        }
    }

    [Fact]
    public async Task Whoever_does_not_read_is_ended_and_costs_nobody_else_an_event()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System);
        var key = await world.KeyAsync(AccessRole.Reader);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_test);
        bound.CancelAfter(Bound);
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, world.Address.Port, _test);
        var stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"), _test);
        // The state of things is told to who has joined.
        var head = new StringBuilder();
        var buffer = new byte[1024];
        while (!head.ToString().Contains("event: verdict", StringComparison.Ordinal))
        {
            var got = await stream.ReadAsync(buffer, bound.Token);
            got.ShouldBePositive("it is open");
            head.Append(Encoding.ASCII.GetString(buffer, 0, got));
        }

        using var reader = new LiveClient(key) { LastId = (await HeadAsync(world)).ToString() };
        const int Many = 40_000;
        await world.Dev.ExecuteAsync($"insert into job_events (job_id, kind) select gen_random_uuid(), 'stored' from generate_series(1, {Many})");

        var (read, isPassed) = (0, false);
        while (!isPassed)
        {
            bound.Token.ThrowIfCancellationRequested();
            await foreach (var (kind, _) in QuietAsync(reader.ListenAsync(world.Address, "?kinds=document.stored,document.read", bound.Token)))
            {
                // What happens last is told when all else was, to whoever took it.
                isPassed = kind is "document.read";
                if (isPassed)
                {
                    break;
                }

                if (++read == Many)
                {
                    await world.Dev.ExecuteAsync("insert into job_events (job_id, kind) values (gen_random_uuid(), 'read')");
                }
            }
        }

        read.ShouldBe(Many);

        var rest = await ReadToEndAsync(stream);
        rest.ShouldBeLessThan(Many * 200L, "the server did not wait until it was all read");
    }

    [Fact]
    public async Task A_cursor_that_is_not_ours_or_gone_has_the_lists_read_anew_and_one_of_another_environment_is_refused()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System);
        var key = await world.KeyAsync(AccessRole.Office);
        var head = await HeadAsync(world);
        foreach (var cursor in new[] { "x", "' or 1=1; --", new string('A', 4000), (head with { Place = head.Place with { Epoch = Guid.NewGuid() } }).ToString(), (head with { Place = head.Place with { Tx = ulong.MaxValue } }).ToString() })
        {
            using var client = new LiveClient(key) { LastId = cursor };
            await foreach (var (kind, _) in client.ListenAsync(world.Address, stop: _test))
            {
                kind.ShouldBe("reset", cursor);
                break;
            }

            client.LastId.ShouldNotBe(cursor);
            using var again = new LiveClient(key) { LastId = client.LastId };
            await foreach (var (kind, _) in again.ListenAsync(world.Address, stop: _test))
            {
                kind.ShouldNotBe("reset", "it goes on from where it was told to");
                break;
            }
        }

        await world.Dev.ExecuteAsync("insert into job_events (job_id, kind) select gen_random_uuid(), 'stored' from generate_series(1, 3)");
        await WaitForEventsAsync(world, head);
        var beginning = (await BeginningAsync(world, key, head.ToString(), "event: document.stored")).Split("\r\n\r\n", 2)[1];
        beginning.Split("id: ").Length.ShouldBe(3, "no place is told before all that leads there");
        beginning.Split('\n').First(line => line.Contains(':')).ShouldBe($"id: {head}", "first of all the one at which it goes on");

        var other = (head with { Environment = TargetEnvironment.Staging }).ToString();
        foreach (var query in new[] { $"after={other}", "document=1", "kinds=document.%0aevent", "kinds=everything", "colour=red", $"dossier={new string('x', 101)}" })
        {
            var answer = await world.GetAsync($"/v1/events?{query}", key);
            (answer.Status, answer.Json["code"]!.ToString()).ShouldBe((HttpStatusCode.BadRequest, "bad_request"), query);
        }
    }

    [Fact]
    public async Task Progress_only_rises_and_what_one_asks_for_is_all_that_one_hears()
    {
        var prefix = redis.NewPrefix();
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System, ("REDIS_KEY_PREFIX", prefix));
        var key = await world.KeyAsync(AccessRole.Reader);
        var (document, other) = (Guid.NewGuid(), Guid.NewGuid());
        var heard = new ConcurrentQueue<(string Kind, string Data)>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_test);
        end.CancelAfter(Bound);
        using var client = new LiveClient(key) { LastId = (await HeadAsync(world)).ToString() };
        var listening = Task.Run(
            async () =>
            {
                await foreach (var told in QuietAsync(client.ListenAsync(world.Address, $"?document={document}&kinds=progress,verdict,document.stored", end.Token)))
                {
                    heard.Enqueue(told);
                    if (told.Kind is "document.stored")
                    {
                        break;
                    }
                }
            },
            _test);

        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = prefix };
        var channel = new RedisKeys(options).ProgressMarks;
        await using (var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test))
        {
            // Who was told how things are has joined: from then on each mark that the server hears is told.
            while (heard.IsEmpty)
            {
                await gateway.PingAsync(end.Token);
            }

            while (!heard.Any(told => told.Kind is "progress"))
            {
                end.Token.ThrowIfCancellationRequested();
                await MarkAsync(gateway, channel, document, 10);
            }

            // In an order that marks may come in.

            foreach (var percent in new[] { 30, 20, 40, 35, 5, 60 })
            {
                await MarkAsync(gateway, channel, document, percent);
                await MarkAsync(gateway, channel, other, percent);
                await MarkAsync(gateway, channel, document, 99, TargetEnvironment.Staging);
                await gateway.PublishAsync(channel, "{\"nothing\": \"of ours", _test);
            }

            while (!heard.Any(told => told.Data.Contains("\"percent\":60", StringComparison.Ordinal)))
            {
                await gateway.PingAsync(end.Token);
            }
        }

        await world.Dev.ExecuteAsync($"insert into job_events (job_id, kind) values ('{other}', 'stored'), ('{document}', 'read'), ('{document}', E'stored\\nevent: forged'), ('{document}', 'stored')");
        await listening.WaitAsync(Bound, _test);

        heard.Where(told => told.Kind is not ("progress" or "verdict")).Select(told => told.Kind).ShouldBe(["document.stored"]);
        var percents = heard.Where(told => told.Kind is "progress").Select(told => JsonNode.Parse(told.Data)!).ToList();
        percents.ShouldAllBe(mark => mark["document"]!.ToString() == document.ToString());
        percents.Select(mark => (int)mark["percent"]!).ShouldBeInOrder(SortDirection.Ascending);
        percents.Select(mark => (int)mark["percent"]!).ShouldBeUnique();
    }

    [Fact]
    public async Task Without_Redis_documents_go_on_and_a_key_has_so_many_streams()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System, ("REDIS_URL", "redis://127.0.0.1:1"), ("REDIS_TIMEOUT_MS", "200"));
        var key = await world.KeyAsync(AccessRole.Reader);
        using var client = new LiveClient(key) { LastId = (await HeadAsync(world)).ToString() };
        await world.Dev.ExecuteAsync("insert into job_events (job_id, kind) values (gen_random_uuid(), 'enqueued')");
        await foreach (var (kind, data) in client.ListenAsync(world.Address, "?kinds=document.enqueued", _test))
        {
            (kind, JsonNode.Parse(data)!["kind"]!.ToString()).ShouldBe(("document.enqueued", "document.enqueued"));
            break;
        }

        using var ask = new HttpClient();
        var open = new List<HttpResponseMessage>();
        while (open is [] or [.., { StatusCode: HttpStatusCode.OK }])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, "/v1/events?kinds=document.read"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            open.Add(await ask.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _test));
        }

        open[^1].StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        open.Count.ShouldBeInRange(LiveSeats.MostOfKey, LiveSeats.MostOfKey + 1);
        open.ForEach(one => one.Dispose());
    }
}
