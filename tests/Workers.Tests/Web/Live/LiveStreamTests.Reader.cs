using Shouldly;
using Simulators.Integrator;
using Workers.Access;
using Workers.Jobs.Feed;
using Xunit;

namespace Workers.Web.Live;

public sealed partial class LiveStreamTests
{
    private const int Seeds = 3;
    private const int Cuts = 30;

    [Fact]
    public async Task A_reader_that_is_cut_within_any_byte_hears_each_event_once_also_where_it_knows_of_a_stream_no_more_than_that_stream_told()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, TimeProvider.System, ("WEB_KEY_REQUESTS_PER_MINUTE", "1000000"));
        Uri[] servers = [world.Address, await world.StartReplicaAsync()];
        var key = await world.KeyAsync(AccessRole.Reader);
        var head = await HeadAsync(world);
        var readers = (from memory in Enum.GetValues<EventIdMemory>() from seed in Enumerable.Range(1, Seeds) select ReaderOf(servers, key, head, memory, seed)).ToList();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_test);
        bound.CancelAfter(Bound);
        try
        {
            await WriteAsync(world, 'a');
            // They have caught up, and what has no id has come.
            await HearAsync(told => told.Count(one => one.HasId) >= Writers * OfEach && told.Any(one => !one.HasId));
            await WriteAsync(world, 'f');
            var all = await PlacesAsync(world, head, _test);
            await HearAsync(told => told.Count(one => one.HasId) >= all.Count);

            readers.Select(reader => Amiss(reader, all)).Where(amiss => amiss is not null).ShouldBeEmpty();
            readers.ShouldAllBe(reader => reader.Connections.Count >= Cuts);
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync();
            }
        }

        // What is missing in the end is told there.
        async Task HearAsync(Func<IReadOnlyList<StreamedEvent>, bool> enough)
        {
            Task heard = Task.WhenAll(readers.Select(reader => reader.WaitUntilAsync(enough, bound.Token)));
            await heard.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static EventStreamReader ReaderOf(Uri[] servers, string key, FeedCursor head, EventIdMemory memory, int seed) => new EventStreamReader(
        new()
        {
            Addresses = [.. servers.Select(server => new Uri(server, "/v1/events"))],
            Key = key,
            LastEventId = head.ToString(),
            Seed = seed,
            CutWithin = 4000,
            MostCuts = Cuts,
            CutsByReset = seed % 2 == 0,
            BytesPerRead = seed % 3 == 0 ? 7 : 16 * 1024,
            LongestWait = TimeSpan.FromMilliseconds(20),
            Memory = memory,
        },
        TimeProvider.System).Start();

    /// <returns>Null where it heard each event once, in its order.</returns>
    private static string? Amiss(EventStreamReader reader, IReadOnlyList<string> all) => reader.Ids.SequenceEqual(all, StringComparer.Ordinal)
        ? null
        : $"{reader.Failure} {all.Except(reader.Ids, StringComparer.Ordinal).Count()} of {all.Count} lost, {reader.RepeatedIds.Count} twice, after {reader.Connections.Count} connections; began {string.Join(" ", reader.Connections.Select(one => one.LastEventIdSent.Length > 0 ? "there" : "nowhere").Distinct(StringComparer.Ordinal))}";

    /// <summary>Of all that the writers wrote, in the order of the history.</summary>
    private static async Task<IReadOnlyList<string>> PlacesAsync(WebWorld world, FeedCursor after, CancellationToken stop)
    {
        await using var functions = world.Dev.OpenFunctions();
        var (feed, place, told) = (new EventFeed(functions), after.Place, new List<string>());
        while (told.Count < 2 * Writers * OfEach)
        {
            var page = await feed.ReadAsync(place, EventFeed.Most, stop);
            told.AddRange(page.Events.Select(one => new FeedCursor(after.Environment, one.Place).ToString()));
            place = page.Next;
        }

        return told;
    }
}
