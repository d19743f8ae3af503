using System.Diagnostics;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs.Outcomes;

namespace Workers.Jobs;

/// <summary>
/// By what one document is followed through the lines and spans of all processes: its id, its number and its trace, which its row keeps.
/// </summary>
internal static class DocumentTrace
{
    /// <summary>What every line that is logged about the document carries, whoever writes it.</summary>
    public static Dictionary<string, object> Scope(TargetEnvironment environment, ClaimedJob job)
    {
        var scope = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Environment"] = environment,
            ["JobId"] = job.Id,
            ["Worker"] = job.WorkerId,
            ["Source"] = job.DocumentSource,
            ["Number"] = job.DocumentNumber,
        };
        if (ContextOf(job) is { } context)
        {
            scope["TraceId"] = context.TraceId.ToHexString();
        }

        return scope;
    }

    /// <summary>The claim, which began before it was known of which document.</summary>
    public static void Received(TargetEnvironment environment, ClaimedJob job, DateTimeOffset asked) =>
        Start(Spans.Receive, ActivityKind.Client, environment, job, asked)?.Dispose();

    /// <summary>The work of one stage, from the claim on.</summary>
    public static Activity? Process(TargetEnvironment environment, ClaimedJob job) => Start(Spans.Process, ActivityKind.Consumer, environment, job);

    /// <summary>A span's end says what came of it.</summary>
    public static void End(this Activity? span, JobOutcome? outcome)
    {
        span?.SetTag("workers.outcome", OutcomeWords.Of(outcome).Outcome);
        if (outcome is JobOutcome.Failed)
        {
            span.Fail(OutcomeWords.Of(outcome).Reason);
        }
    }

    private static Activity? Start(string name, ActivityKind kind, TargetEnvironment environment, ClaimedJob job, DateTimeOffset? began = null) =>
        Spans.Start(name, kind, ContextOf(job) ?? default, TagsOf(name, environment, job), began);

    private static ActivityContext? ContextOf(ClaimedJob job) => ActivityContext.TryParse(job.TraceParent, traceState: null, isRemote: true, out var context) ? context : null;

    private static IEnumerable<KeyValuePair<string, object?>> TagsOf(string name, TargetEnvironment environment, ClaimedJob job) =>
    [
        Labels.MessagingSystem.Is("workers"),
        Labels.MessagingDestination.Is(Spans.Queue),
        Labels.MessagingOperation.Is(name[..name.IndexOf(' ', StringComparison.Ordinal)]),
        new("messaging.message.id", job.Id.ToString()),
        new("workers.document.number", job.DocumentNumber),
        new("workers.environment", environment.Label()),
        new("workers.stage", Labels.Word(job.Stage)),
        new("workers.source", Labels.Word(job.DocumentSource)),
        new("workers.attempt", job.Attempt),
    ];
}
