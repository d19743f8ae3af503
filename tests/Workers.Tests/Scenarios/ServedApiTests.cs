using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Feed;
using Workers.Support;
using Workers.Web.Live;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built program serves the API: alone, two beside each other, killed in the middle, and within a daemon. <c>TEST_STREAMS=200</c> lets so many listen.</summary>
public sealed class ServedApiTests(PostgresFixture postgres)
{
    private const int Rounds = 2;
    private const int OrdersOfRound = 25;
    private const int RowsOfOrder = 20;
    private const int StreamsOfKey = 50;

    private static readonly int Streams = int.TryParse(Environment.GetEnvironmentVariable("TEST_STREAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out var streams) ? streams : 20;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Followed = TimeSpan.FromMinutes(6);

    [Fact]
    [Trait("Needs", "Nginx")]
    public async Task Behind_one_address_two_add_each_order_once_and_tell_of_it_once_while_one_is_killed_and_all_ask_again()
    {
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        world.Settings["WEB_TRUSTED_PROXIES"] = "127.0.0.1";
        var keys = new List<string>();
        while (keys.Count * StreamsOfKey < Streams)
        {
            keys.Add((await world.RunAsync("keys", "make", "--name", $"program {keys.Count}", "--role", "office", "--rate", "100000")).Text.Split('\n').First(line => line.StartsWith("wk_", StringComparison.Ordinal)).Trim());
        }

        int[] ports = [Loopback.FreePort(), Loopback.FreePort()];
        await using var nginx = await NginxProxy.StartAsync([.. ports.Select(port => new Uri($"http://127.0.0.1:{port}"))]);
        await using var steady = await world.ServeAsync(ports[0]);
        var fragile = await world.ServeAsync(ports[1]);

        using var client = new HttpClient { BaseAddress = nginx.Address, Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", keys[0]);
        await using var functions = world.Database.OpenFunctions();
        var head = new FeedCursor(TargetEnvironment.Dev, (await new EventFeed(functions).ReadAsync(null, 1, CancellationToken.None)).Next).ToString();
        using var bound = new CancellationTokenSource(Followed);
        var told = Enumerable.Range(0, Streams).Select(stream => FollowAsync(nginx.Address, keys[stream / StreamsOfKey], head, bound.Token)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var orders = Enumerable.Range(round * OrdersOfRound, OrdersOfRound).Select(order => AddAsync(client, order)).ToList();
            await Task.WhenAny(orders);
            fragile.Kill();
            await fragile.WaitForExitAsync(Soon);
            await fragile.DisposeAsync();
            fragile = await world.ServeAsync(ports[1]);
            await Task.WhenAll(orders);
        }

        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(1000);
        (await world.Database.ReadAsync<long>("select count(distinct document_number) from extraction_queue")).ShouldBe(1000);
        foreach (var places in await Task.WhenAll(told))
        {
            places.Distinct(StringComparer.Ordinal).Count().ShouldBe(1000, "each document is told once, whichever server died");
        }

        fragile.Terminate();
        (await fragile.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, fragile.Log);
        keys.ForEach(key => steady.Log.ShouldNotContain(key[^43..]));
        await fragile.DisposeAsync();
    }

    [Fact]
    public async Task A_daemon_serves_it_where_it_is_asked_to_and_a_taken_address_is_named()
    {
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        (await world.RunAsync("serve")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Configuration), run => run.Text.ShouldContain("WEB_LISTEN"));
        var port = Loopback.FreePort();
        world.Settings["WEB_LISTEN"] = $"{port}";
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("The HTTP API is served at", Soon);

        using var client = new HttpClient();
        (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/v1/me"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (exitCode, text) = await world.RunAsync("serve");
        exitCode.ShouldBe(ExitCode.Unavailable);
        text.ShouldContain($"WEB_LISTEN is 127.0.0.1:{port}, where nothing can be served");
        daemon.Terminate();
        (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
    }

    /// <summary>Listens until all documents were told, from the last place again where the stream ends or breaks.</summary>
    /// <returns>The place of each event that came.</returns>
    private static async Task<IReadOnlyList<string>> FollowAsync(Uri address, string key, string head, CancellationToken stop)
    {
        using var client = new LiveClient(key) { LastId = head };
        var places = new List<string>();
        while (places.Count < 1000)
        {
            try
            {
                await foreach (var (kind, _) in client.ListenAsync(address, "?kinds=document.enqueued", stop))
                {
                    kind.ShouldBe("document.enqueued");
                    places.Add(client.LastId!);
                    if (places.Count == 1000)
                    {
                        break;
                    }
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException && !stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
            }
        }

        return places;
    }

    /// <summary>As a program does that knows what a lost answer means: again under the same key, to whoever serves.</summary>
    private static async Task AddAsync(HttpClient client, int order)
    {
        var rows = new JsonArray([.. Enumerable.Range(order * RowsOfOrder, RowsOfOrder).Select(row => new JsonObject
        {
            ["document_source"] = "index", ["document_number"] = $"{1_000_000 + row}", ["circonscription_fonciere"] = "Montréal", ["cadastre"] = "Cadastre du Québec",
        })]).ToJsonString();
        for (var attempt = 0; attempt < 400; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/documents", UriKind.Relative)) { Content = new StringContent(rows, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", $"order-{order}");
            try
            {
                using var response = await client.SendAsync(request);
                if (response.StatusCode is HttpStatusCode.OK)
                {
                    return;
                }

                response.StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway);
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }

        throw new TimeoutException($"order {order} was never taken");
    }
}
