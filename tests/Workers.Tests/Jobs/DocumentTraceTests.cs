using System.Diagnostics;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Jobs;

public sealed class DocumentTraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void Every_stage_continues_the_trace_that_the_row_keeps()
    {
        List<Activity> spans = [];
        using var listener = Listen(spans);
        var job = Job($"00-{Trace}-b7ad6b7169203331-01");

        DocumentTrace.Received(TargetEnvironment.Prod, job, new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        using (var span = DocumentTrace.Process(TargetEnvironment.Prod, job))
        {
            using (Spans.Start(Spans.Store))
            {
                span.End(new JobOutcome.Failed(FailureKind.Business, "there is none", OutcomeCodes.NotFound));
            }
        }

        spans = [.. spans.Where(span => span.TraceId.ToHexString() == Trace)];
        spans.Select(span => span.OperationName).ShouldBe([Spans.Receive, Spans.Store, Spans.Process]);
        spans[0].StartTimeUtc.Year.ShouldBe(2026);
        spans[1].ParentSpanId.ShouldBe(spans[2].SpanId);
        spans[2].ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
        spans[2].GetTagItem("messaging.message.id").ShouldBe(job.Id.ToString());
        spans[2].GetTagItem("workers.outcome").ShouldBe("failed");
        spans[2].GetTagItem(Labels.ErrorType).ShouldBe("not_found");
        spans[2].Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public void Without_a_trace_lines_carry_the_rest(string? parent)
    {
        var scope = DocumentTrace.Scope(TargetEnvironment.Dev, Job(parent));

        scope.Keys.ShouldBe(["Environment", "JobId", "Worker", "Source", "Number"]);
    }

    [Fact]
    public void Lines_carry_id_number_and_trace() =>
        DocumentTrace.Scope(TargetEnvironment.Dev, Job($"00-{Trace}-b7ad6b7169203331-01"))["TraceId"].ShouldBe(Trace);

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Meters.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static ClaimedJob Job(string? parent) => new()
    {
        Id = Guid.NewGuid(),
        ClaimToken = 1,
        Stage = JobStage.Download,
        DocumentSource = DocumentSource.Acte,
        DocumentNumber = "12345678",
        WorkerId = "registre-1",
        TraceParent = parent,
    };
}
