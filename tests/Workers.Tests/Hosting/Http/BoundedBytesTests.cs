using Shouldly;
using Xunit;

namespace Workers.Hosting.Http;

public sealed class BoundedBytesTests
{
    [Fact]
    public async Task No_more_is_read_than_was_asked_for()
    {
        using var endless = new Endless();
        using var bytes = await BoundedBytes.ReadAsync(endless, 100_000, large: null, CancellationToken.None);

        bytes.All.Length.ShouldBe(100_000);
        endless.Given.ShouldBe(100_000);
    }

    [Fact]
    public async Task Large_answers_take_turns_and_small_ones_wait_for_nobody()
    {
        using var large = new LargeAnswers(seats: 1, from: 1000);
        var first = await BoundedBytes.ReadAsync(new Endless(), 5000, large, CancellationToken.None);
        var second = BoundedBytes.ReadAsync(new Endless(), 5000, large, CancellationToken.None);

        using var small = await BoundedBytes.ReadAsync(new Endless(), 1000, large, CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();

        first.Dispose();
        first.Dispose();
        using var turn = await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        turn.All.Length.ShouldBe(5000);
        BoundedBytes.ReadAsync(new Endless(), 5000, large, new CancellationToken(canceled: true)).IsCompletedSuccessfully.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stream_that_breaks_gives_its_turn_back()
    {
        using var large = new LargeAnswers(seats: 1, from: 1000);

        await Should.ThrowAsync<IOException>(() => BoundedBytes.ReadAsync(new Endless(breaksAfter: 3000), 5000, large, CancellationToken.None));

        using var next = await BoundedBytes.ReadAsync(new Endless(), 5000, large, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        next.All.Length.ShouldBe(5000);
    }

    private sealed class Endless(int breaksAfter = int.MaxValue) : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, 1500);
            Given += count;
            return Given > breaksAfter ? throw new IOException("broken") : ValueTask.FromResult(count);
        }
    }
}
