using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Support;
using Xunit;

namespace Workers.Progress;

public class ProgressPublisherTests
{
    private readonly ConcurrentQueue<ProgressMark> _received = [];

    [Fact]
    public async Task Only_the_latest_mark_of_a_document_leaves_in_a_pass()
    {
        using var publisher = Publisher();
        using var job = Running(DocumentSource.Index, JobStage.Ocr);
        publisher.Report(job, Stages.Load, 1);
        publisher.Report(job, Stages.LlmExtract, 50);
        await publisher.RunOnceAsync(TestContext.Current.CancellationToken);

        var mark = _received.ShouldHaveSingleItem();
        mark.Stage.ShouldBe(Stages.LlmExtract);
        mark.Percent.ShouldBe(70);
    }

    [Fact]
    public async Task A_pass_without_news_sends_nothing()
    {
        using var publisher = Publisher();
        using var job = Running(DocumentSource.Acte, JobStage.Ocr);
        publisher.Report(job, Stages.Load, 1);
        await publisher.RunOnceAsync(TestContext.Current.CancellationToken);
        await publisher.RunOnceAsync(TestContext.Current.CancellationToken);
        _received.Count.ShouldBe(1);
    }

    [Fact]
    public void Progress_never_goes_back_and_stays_within_bounds() =>
        Prop.ForAll<int, int[]>((before, percents) =>
        {
            _received.Clear();
            using var publisher = Publisher();
            using var job = Running(DocumentSource.Index, JobStage.Ocr, before);
            var last = Math.Clamp(before, 0, 100);
            foreach (var percent in percents)
            {
                publisher.Report(job, Stages.LlmExtract, percent);
                publisher.RunOnceAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                var mark = _received.Last();
                if (mark.Percent < last || mark.Percent > 100)
                {
                    return false;
                }

                last = mark.Percent;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_later_claim_starts_where_the_row_stood()
    {
        using var publisher = Publisher();
        using var job = Running(DocumentSource.Index, JobStage.Ocr, progress: 85);
        publisher.Report(job, Stages.Load, 0);
        await publisher.RunOnceAsync(TestContext.Current.CancellationToken);
        _received.ShouldHaveSingleItem().Percent.ShouldBe(85);
    }

    [Fact]
    public async Task A_failing_sink_neither_throws_nor_silences_the_other()
    {
        using var publisher = new ProgressPublisher(
            [(_, _) => throw new InvalidOperationException("down"), Receive],
            Loops.On(TimeProvider.System),
            TimeProvider.System,
            NullLogger<ProgressPublisher>.Instance);
        using var job = Running(DocumentSource.PlanCadastraux, JobStage.Download);
        publisher.Report(job, Stages.Receive, 60);
        await publisher.RunOnceAsync(TestContext.Current.CancellationToken);
        _received.ShouldHaveSingleItem().Percent.ShouldBe(60);
    }

    [Fact]
    public void A_mark_survives_the_journey_as_json()
    {
        var mark = new ProgressMark(TargetEnvironment.Staging, new(Guid.NewGuid(), 7), "ocr-1", Stages.Emit, 95);
        ProgressMark.FromJson(mark.ToJson()).ShouldBe(mark);
        ProgressMark.FromJson("what is this").ShouldBeNull();
        ProgressMark.FromJson("{}").ShouldBeNull();
        ProgressMark.FromJson(mark.ToJson().Replace("staging", "mars", StringComparison.Ordinal)).ShouldBeNull();
    }

    [Theory]
    [InlineData("Index", "Download", 100, 40)]
    [InlineData("Index", "Ocr", 0, 40)]
    [InlineData("Acte", "Ocr", 100, 100)]
    [InlineData("PlanCadastraux", "Download", 100, 100)]
    [InlineData("Index", "Ocr", 900, 100)]
    public void Both_halves_share_one_scale(string source, string half, int percent, int overall) =>
        ProgressScale.Overall(Enum.Parse<DocumentSource>(source), Enum.Parse<JobStage>(half), percent).ShouldBe(overall);

    private static RunningJob Running(DocumentSource source, JobStage half, int progress = 0) => new(
        TargetEnvironment.Dev,
        new()
        {
            Id = Guid.NewGuid(),
            ClaimToken = 1,
            Stage = half,
            DocumentSource = source,
            DocumentNumber = "1234567",
            WorkerId = "worker-1",
            Progress = progress,
        },
        TimeProvider.System);

    private ProgressPublisher Publisher() => new([Receive], Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ProgressPublisher>.Instance);

    private Task Receive(ProgressMark mark, CancellationToken cancellation)
    {
        _received.Enqueue(mark);
        return Task.CompletedTask;
    }
}
