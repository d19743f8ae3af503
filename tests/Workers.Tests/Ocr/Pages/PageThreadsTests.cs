using System.Collections.Concurrent;
using Shouldly;
using Xunit;

namespace Workers.Ocr.Pages;

public sealed class PageThreadsTests
{
    [Fact]
    public async Task All_work_is_done_on_the_same_few_threads()
    {
        using var threads = new PageThreads(2);
        var seen = new ConcurrentDictionary<int, bool>();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => threads.RunAsync(() => seen.TryAdd(Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread), CancellationToken.None)));

        seen.Count.ShouldBeInRange(1, 2);
        seen.Values.ShouldAllBe(isOfThePool => !isOfThePool);
    }

    [Fact]
    public async Task What_the_work_throws_is_its_callers_and_the_thread_goes_on()
    {
        using var threads = new PageThreads(1);
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        (await Should.ThrowAsync<FormatException>(threads.RunAsync<int>(() => throw new FormatException("odd"), CancellationToken.None))).Message.ShouldBe("odd");
        await Should.ThrowAsync<OperationCanceledException>(threads.RunAsync(() => 1, ended.Token));
        (await threads.RunAsync(() => 7, CancellationToken.None)).ShouldBe(7);
    }
}
