using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Xunit;

namespace Workers.Jobs.Outcomes;

public sealed class WriteCoalescerTests
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly WriteCoalescer _writes;

    public WriteCoalescerTests() => _writes = New(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    [Fact]
    public async Task What_comes_while_a_call_is_under_way_goes_with_the_next_and_each_gets_its_own_answer()
    {
        var first = WriteAsync("first");
        var call = await NextAsync();
        var later = new List<Task<Written>>();
        string[] jobs = [.. Enumerable.Range(0, 20).Select(number => $"later {number}")];
        foreach (var job in jobs)
        {
            later.Add(WriteAsync(job));
            await Task.Factory.StartNew(() => { }, TestContext.Current.CancellationToken, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        }

        call.Jobs.ShouldBe(["first"]);
        call.Answer.SetResult([Written.Now]);
        var next = await NextAsync();
        next.Jobs.ShouldBe(jobs);
        Written[] answers = [.. jobs.Select((_, number) => number % 2 == 0 ? Written.Stale : Written.Already)];
        next.Answer.SetResult(answers);

        (await first).ShouldBe(Written.Now);
        (await Task.WhenAll(later)).ShouldBe(answers);
    }

    [Fact]
    public async Task A_call_that_gets_no_answer_holds_up_nobody_behind_it()
    {
        var writes = New(TimeProvider.System);
        var first = writes.WriteAsync(Guid.NewGuid(), "a", CancellationToken.None);
        var stuck = await NextAsync();

        var second = writes.WriteAsync(Guid.NewGuid(), "b", CancellationToken.None);
        (await NextAsync()).Answer.SetResult([Written.Now]);

        (await second).ShouldBe(Written.Now);
        first.IsCompleted.ShouldBeFalse();
        stuck.Answer.SetResult([Written.Now]);
        await first;
    }

    [Fact]
    public async Task When_the_database_refuses_several_each_is_sent_alone_and_only_the_bad_one_fails()
    {
        var (bad, good) = await RefuseTwoAsync(DatabaseFailure.Refused);

        var alone = await NextAsync();
        alone.Jobs.ShouldBe(["bad"]);
        alone.Answer.SetException(new DatabaseException(DatabaseFailure.Refused, "no"));
        (await NextAsync()).Answer.SetResult([Written.Now]);

        (await Should.ThrowAsync<DatabaseException>(bad)).Message.ShouldBe("no");
        (await good).ShouldBe(Written.Now);
    }

    [Fact]
    public async Task When_the_database_is_away_all_of_the_call_are_told()
    {
        var (one, other) = await RefuseTwoAsync(DatabaseFailure.Unavailable);

        (await Should.ThrowAsync<DatabaseException>(one)).Kind.ShouldBe(DatabaseFailure.Unavailable);
        (await Should.ThrowAsync<DatabaseException>(other)).Kind.ShouldBe(DatabaseFailure.Unavailable);
    }

    [Fact]
    public async Task A_write_whose_caller_left_before_it_was_sent_is_not_sent()
    {
        var first = WriteAsync("a");
        var call = await NextAsync();
        using var leaving = new CancellationTokenSource();
        var left = _writes.WriteAsync(Guid.NewGuid(), "b", leaving.Token);
        var third = WriteAsync("c");
        await leaving.CancelAsync();
        call.Answer.SetResult([Written.Now]);

        var next = await NextAsync();
        next.Jobs.ShouldBe(["c"]);
        next.Answer.SetResult([Written.Now]);

        await Task.WhenAll(first, third);
        await Should.ThrowAsync<OperationCanceledException>(left);
    }

    [Fact]
    public async Task Two_holders_of_one_document_are_never_in_one_call()
    {
        var first = WriteAsync("a");
        var call = await NextAsync();
        var document = Guid.NewGuid();
        var old = WriteAsync("old", document);
        var current = WriteAsync("current", document);
        call.Answer.SetResult([Written.Now]);

        var next = await NextAsync();
        next.Jobs.ShouldBe(["old"]);
        next.Answer.SetResult([Written.Stale]);
        (await NextAsync()).Answer.SetResult([Written.Now]);

        await first;
        (await old).ShouldBe(Written.Stale);
        (await current).ShouldBe(Written.Now);
    }

    private async Task<(Task<Written> Bad, Task<Written> Good)> RefuseTwoAsync(DatabaseFailure kind)
    {
        var first = WriteAsync("a");
        var call = await NextAsync();
        var bad = WriteAsync("bad");
        var good = WriteAsync("good");
        call.Answer.SetResult([Written.Now]);
        await first;
        (await NextAsync()).Answer.SetException(new DatabaseException(kind, "not these"));
        return (bad, good);
    }

    private WriteCoalescer New(TimeProvider time) => new(
        jobs =>
        {
            var call = new Call(jobs);
            _calls.Writer.TryWrite(call);
            return call.Answer.Task;
        },
        time);

    private Task<Written> WriteAsync(string job, Guid? id = null) => _writes.WriteAsync(id ?? Guid.NewGuid(), job, CancellationToken.None);

    private Task<Call> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    private sealed record Call(IReadOnlyList<object> Jobs)
    {
        public TaskCompletionSource<IReadOnlyList<Written>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
