using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web.Live;

public sealed partial class LiveStreamTests
{
    [Fact]
    public async Task A_key_that_is_revoked_ends_its_streams_and_a_stop_of_the_server_all_of_them()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var revoked = new LiveClient(await world.KeyAsync(AccessRole.Reader));
        await world.Dev.ExecuteAsync("update access_keys set name = 'revoked'");
        using var other = new LiveClient(await world.KeyAsync(AccessRole.Reader));
        var (first, second) = (new Signals(), new Signals());
        var ends = DrainAsync(revoked, world, first);
        var stays = DrainAsync(other, world, second);
        await Task.WhenAll(first.NextAsync(Bound), second.NextAsync(Bound));

        await world.Dev.ExecuteAsync("update access_keys set revoked_at = now(), revoked_by = 'a test' where name = 'revoked'");
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await ends.WaitAsync(Bound, _test);
        stays.IsCompleted.ShouldBeFalse();
        await world.StopAsync();
        await stays;
        other.Again.ShouldBe(TimeSpan.FromMilliseconds(500), "it was told goodbye, and not cut off when the stop had waited in vain");
    }

    [Fact]
    public async Task A_key_that_is_revoked_at_this_server_is_told_nothing_from_then_on()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        var key = await world.KeyAsync(AccessRole.Reader);
        KeyText.TryParse(key, out var text).ShouldBeTrue();
        using var revoked = new LiveClient(key);
        using var other = new LiveClient(await world.KeyAsync(AccessRole.Reader));
        var (first, second) = (new Signals(), new Signals());
        var ends = DrainAsync(revoked, world, first);
        var stays = DrainAsync(other, world, second);
        await Task.WhenAll(first.NextAsync(Bound), second.NextAsync(Bound));

        (await world.PostAsync($"/v1/keys/{text!.Id}/revoke", await world.KeyAsync(AccessRole.Operator), "")).Status.ShouldBe(HttpStatusCode.OK);

        await ends.WaitAsync(Bound, _test);
        stays.IsCompleted.ShouldBeFalse();
        await world.StopAsync();
        await stays;
    }

    [Fact]
    public async Task A_key_that_is_revoked_is_told_no_more_of_what_it_missed_either()
    {
        const int Many = 60_000;
        await using var world = await WebWorld.StartAsync(postgres, redis);
        var head = await HeadAsync(world);
        using var client = new LiveClient(await world.KeyAsync(AccessRole.Reader)) { LastId = head.ToString() };
        await world.Dev.ExecuteAsync($"insert into job_events (job_id, kind) select gen_random_uuid(), 'stored' from generate_series(1, {Many})");
        await WaitForEventsAsync(world, head);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_test);
        bound.CancelAfter(Bound);

        var read = 0;
        await foreach (var (kind, _) in QuietAsync(client.ListenAsync(world.Address, "?kinds=document.stored", bound.Token)))
        {
            read++;
            // In two steps, neither of which is the time that one write may take.
            if (read is 1 or 3000)
            {
                await world.Dev.ExecuteAsync($"update access_keys set revoked_at = now(), revoked_by = 'a test' where {read} = 3000");
                world.Time.Advance(TimeSpan.FromSeconds(16));
            }
        }

        read.ShouldBeInRange(3000, Many - 1);
        bound.IsCancellationRequested.ShouldBeFalse("the server ends it");
    }
}
