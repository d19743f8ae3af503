using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Progress;

/// <summary>The marks of a document on a real Redis: in order, never back, bounded, and read on from where one was.</summary>
public sealed class ProgressHistoryTests(RedisFixture redis) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly Guid _id = Guid.NewGuid();
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    private ProgressHistory History => new(_gateway, _keys);

    public async ValueTask InitializeAsync()
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        _keys = new(options);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Whoever_was_cut_off_reads_on_behind_the_last_mark_that_it_saw()
    {
        (await History.ReadAsync(_id, null, Cancellation)).ShouldBeEmpty();
        await AppendAsync(5, Stages.Login);
        await AppendAsync(20, Stages.Receive);
        var seen = await History.ReadAsync(_id, null, Cancellation);
        seen.Select(mark => (mark.Percent, mark.Stage, mark.Worker)).ShouldBe([(5, Stages.Login, "w-1"), (20, Stages.Receive, "w-1")]);

        await AppendAsync(40, Stages.Upload);

        (await History.ReadAsync(_id, seen[0].Sequence, Cancellation)).Select(mark => mark.Percent).ShouldBe([20, 40]);
        (await History.ReadAsync(_id, seen[1].Sequence, Cancellation)).Select(mark => mark.Percent).ShouldBe([40]);
        (await History.ReadAsync(Guid.NewGuid(), null, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_process_that_begins_anew_takes_nothing_back()
    {
        await AppendAsync(70, Stages.LlmExtract);
        await AppendAsync(40, Stages.Load, "w-2");
        await AppendAsync(40, Stages.Load, "w-2");
        await AppendAsync(75, Stages.LlmExtract, "w-2");

        (await History.ReadAsync(_id, null, Cancellation)).Select(mark => (mark.Percent, mark.Stage, mark.Worker)).ShouldBe(
            [(70, Stages.LlmExtract, "w-1"), (70, Stages.Load, "w-2"), (75, Stages.LlmExtract, "w-2")]);
    }

    [Fact]
    public async Task The_stream_has_a_bound_and_ends_by_itself()
    {
        for (var turn = 0; turn < 250; turn++)
        {
            await AppendAsync(turn % 2, turn % 2 is 0 ? Stages.Load : Stages.Login);
        }

        (await History.ReadAsync(_id, null, Cancellation)).Count.ShouldBe(200);
        ((long)await _gateway.ExecuteAsync("PTTL", [(StackExchange.Redis.RedisKey)_keys.ProgressOf(_id)], Cancellation)).ShouldBeInRange(1, (long)TimeSpan.FromDays(1).TotalMilliseconds);
    }

    private Task AppendAsync(int percent, string stage, string worker = "w-1") =>
        History.AppendAsync(new(TargetEnvironment.Dev, new ClaimRef(_id, 1), worker, stage, percent), Cancellation);
}
