using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs.Feed;
using Workers.Progress;
using Workers.Redis;
using Workers.Support;

namespace Workers.Web.Live;

public sealed partial class LiveStreamTests
{
    private static Task MarkAsync(RedisGateway gateway, string channel, Guid document, int percent, TargetEnvironment environment = TargetEnvironment.Dev) => gateway.PublishAsync(
        channel, new ProgressMark(environment, new(document, 7), "vm-1-registre-1", Stages.Receive, percent).ToJson(), CancellationToken.None);

    private static async Task<FeedCursor> HeadAsync(WebWorld world)
    {
        await using var functions = world.Dev.OpenFunctions();
        return new(TargetEnvironment.Dev, (await new EventFeed(functions).ReadAsync(null, 1, CancellationToken.None)).Next);
    }

    /// <summary>In transactions that overlap.</summary>
    private static Task WriteAsync(WebWorld world, char first) => Task.WhenAll(Enumerable.Range(first, Writers).Select(writer => world.Dev.ExecuteAsync(
        $"""
        do $$ begin
          for i in 1..{OfEach} loop
            insert into job_events (job_id, kind, reason) values (gen_random_uuid(), 'n' || chr({writer}) || '_' || translate(i::text, '0123456789', 'abcdefghij'), 'x');
            if i % 12 = 0 then commit; end if;
          end loop;
        end $$
        """)));

    /// <summary>What other databases of the server do holds events up for a while.</summary>
    private static async Task WaitForEventsAsync(WebWorld world, FeedCursor after)
    {
        using var bound = new CancellationTokenSource(Bound);
        await using var functions = world.Dev.OpenFunctions();
        while ((await new EventFeed(functions).ReadAsync(after.Place, 1, bound.Token)).Events.Count == 0)
        {
        }
    }

    /// <summary>Until all is heard, at one server or the other, cut off after some events each time.</summary>
    private static async Task<IReadOnlyList<string>> FollowAsync(Uri[] servers, string key, string head, int stream, CancellationToken stop)
    {
        var random = new Random(stream);
        using var client = new LiveClient(key) { LastId = head };
        var told = new List<string>();
        while (told.Count < Events)
        {
            var until = told.Count + random.Next(1, 120);
            await foreach (var (kind, _) in client.ListenAsync(servers[random.Next(servers.Length)], "", stop))
            {
                kind.ShouldNotBe("reset");
                if (kind.StartsWith("document.", StringComparison.Ordinal))
                {
                    told.Add(kind);
                    if (told.Count >= Math.Min(until, Events))
                    {
                        break;
                    }
                }
            }
        }

        return told;
    }

    /// <summary>What comes over the line until these words.</summary>
    private static async Task<string> BeginningAsync(WebWorld world, string key, string after, string until)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, world.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/events?after={after} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"));
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (!text.ToString().EndsWith(until, StringComparison.Ordinal))
        {
            await client.GetStream().ReadExactlyAsync(one, bound.Token);
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private static async Task DrainAsync(LiveClient client, WebWorld world, Signals told)
    {
        await foreach (var (kind, _) in QuietAsync(client.ListenAsync(world.Address)))
        {
            told.Add(kind);
        }
    }

    private static async Task<long> ReadToEndAsync(NetworkStream stream)
    {
        var (buffer, all) = (new byte[64 * 1024], 0L);
        try
        {
            while (await stream.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
            {
                all += read;
            }
        }
        catch (IOException)
        {
            // It was reset.
        }

        return all;
    }

    /// <summary>A stream that is cut has ended.</summary>
    private static async IAsyncEnumerable<T> QuietAsync<T>(IAsyncEnumerable<T> stream)
    {
        await using var items = stream.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception cut) when (cut is HttpIOException or IOException or OperationCanceledException or HttpRequestException { StatusCode: null })
            {
                yield break;
            }

            yield return items.Current;
        }
    }
}
