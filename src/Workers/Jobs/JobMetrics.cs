using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs.Outcomes;

namespace Workers.Jobs;

/// <summary>What this process counts about the queue.</summary>
internal static class JobMetrics
{
    private static readonly Counter<long> Claims = Meters.Count(Instruments.Claimed);
    private static readonly Histogram<double> Delays = Meters.Times(Instruments.SchedulingDelay);
    private static readonly Histogram<double> Stages = Meters.Times(Instruments.StageDuration);
    private static readonly Counter<long> Outcomes = Meters.Count(Instruments.Ended);
    private static readonly Counter<long> Rescues = Meters.Count(Instruments.Rescued);

    public static void Claimed(TargetEnvironment environment, ClaimedJob job)
    {
        var tags = TagsOf(environment, job);
        Delays.Record(job.WaitedSeconds, tags);
        tags.Add(Labels.MessagingSystem.Is("workers"));
        tags.Add(Labels.MessagingDestination.Is(Spans.Queue));
        tags.Add(Labels.MessagingOperation.Is("receive"));
        Claims.Add(1, tags);
    }

    /// <summary>An outcome is written.</summary>
    /// <param name="took">Since the claim.</param>
    public static void Ended(TargetEnvironment environment, ClaimedJob job, JobOutcome outcome, TimeSpan took)
    {
        var (word, reason) = OutcomeWords.Of(outcome);
        var tags = TagsOf(environment, job);
        tags.Add(Labels.Outcome.Is(word));
        Stages.Record(took.TotalSeconds, tags);
        tags.Add(Labels.Reason.Is(reason));
        Outcomes.Add(1, tags);
    }

    public static void Rescued(TargetEnvironment environment) => Rescues.Add(1, Labels.Environment.Is(environment.Label()));

    private static TagList TagsOf(TargetEnvironment environment, ClaimedJob job) =>
        [Labels.Environment.Is(environment.Label()), Labels.Stage.Is(Labels.Word(job.Stage)), Labels.Source.Is(Labels.Word(job.DocumentSource))];
}
