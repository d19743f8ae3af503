using Shouldly;
using Workers.Operations.Health;
using Workers.Supervisor;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Documents;

/// <summary>A row and the daemons are read one after the other, while both change.</summary>
public sealed class ExplainDocumentTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly Guid Id = Guid.NewGuid();
    private HealthBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await HealthBench.StartAsync(postgres, redis);
        await _bench.SqlAsync(
            $"""
            insert into extraction_queue (id, document_source, document_number, cadastre, status_id, stage, worker_id, claim_token, lease_expires_at, processing_started_at)
            values ('{Id}', 'index', '1', 'c', 2, 'ocr', 'ocr-1', 1, now() + interval '1 minute', now())
            """);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_daemon_that_shows_its_document_a_moment_later_has_it()
    {
        var slot = new SlotReport("ocr-1", Pools.Ocr, null, SlotState.Working, null, Id, null, null, null, 0);
        var told = await ExplainAsync(() => _bench.ShowAsync(HealthBench.Daemon with { Slots = [slot] }));

        told.HeldOn.ShouldBe(HealthBench.Daemon.Host);
        (told.WaitsFor ?? "").ShouldNotContain("which nobody is seen to renew");
    }

    [Fact]
    public async Task A_document_that_came_to_its_end_meanwhile_is_held_by_nobody()
    {
        var told = await ExplainAsync(() => _bench.SqlAsync($"update extraction_queue set status_id = 4, worker_id = null, lease_expires_at = null, stage = null where id = '{Id}'"));

        told.Document.Status.ShouldBe(4);
    }

    [Fact]
    public async Task What_nobody_shows_twice_is_told_as_nobodys()
    {
        var looks = 0;
        var told = await ExplainAsync(() =>
        {
            looks++;
            return Task.CompletedTask;
        });

        (told.HeldOn, looks).ShouldBe((null, 1));
        told.WaitsFor.ShouldNotBeNull().ShouldContain("which nobody is seen to renew");
    }

    /// <param name="meanwhileAsync">Happens between two looks.</param>
    private async Task<DocumentExplanation> ExplainAsync(Func<Task> meanwhileAsync)
    {
        await using var queues = Queues.Open(_bench.Settings());
        return (await ExplainDocument.RunAsync(queues, new($"{Id}"), new Between(meanwhileAsync), TestContext.Current.CancellationToken)).Explanation.ShouldNotBeNull();
    }

    /// <summary>Every wait is over when this has happened.</summary>
    private sealed class Between(Func<Task> meanwhileAsync) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            _ = HappenAsync(timer);
            return timer;
        }

        private async Task HappenAsync(ITimer timer)
        {
            await Task.Yield();
            await meanwhileAsync();
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
