using System.Text.Json.Serialization;
using Workers.Hosting.Environments;

namespace Workers.Operations.Health;

internal enum HealthAnswer
{
    Yes,

    /// <summary>An operator wants a part of it to wait; the rest moves.</summary>
    PausedInPart,

    /// <summary>An operator wants it to wait.</summary>
    Paused,

    /// <summary>Who would know does not answer, or what it said is too old.</summary>
    Unknown,

    AtRisk,

    No,
}

/// <summary>One cause as it was found.</summary>
/// <param name="Environment">Null of what concerns all.</param>
/// <param name="Sentence">What was found, for people.</param>
/// <param name="Next">The one next command, as it is typed; <see cref="Wait"/> where it passes by itself.</param>
internal sealed record HealthFinding([property: JsonIgnore] HealthCause Cause, TargetEnvironment? Environment, string Sentence, string Next)
{
    /// <summary>The next step where there is none to take.</summary>
    public const string Wait = "nothing: wait";

    [JsonPropertyOrder(-1)]
    public string Code => HealthCauses.CodeOf(Cause);

    /// <summary>The heading of the runbook that tells more.</summary>
    public string Runbook => HealthCauses.Of(Cause).Entry;

    /// <summary>It stops a part of the work alone: what stops all of it otherwise puts it at risk.</summary>
    [JsonIgnore]
    public bool IsPart { get; init; }
}

/// <param name="Cause">The code of the first cause; null where the answer is yes.</param>
internal sealed record HealthJudgement([property: JsonIgnore] HealthAnswer Is, string? Cause)
{
    /// <summary>yes, no, at risk, unknown, paused or paused in part.</summary>
    [JsonPropertyOrder(-1)]
    public string Answer => Is switch
    {
        HealthAnswer.Yes => "yes",
        HealthAnswer.No => "no",
        HealthAnswer.AtRisk => "at risk",
        HealthAnswer.Paused => "paused",
        HealthAnswer.PausedInPart => "paused in part",
        _ => "unknown",
    };
}

/// <summary>Whether money and documents are safe and work moves, with the first cause where not.</summary>
/// <param name="At">When it was asked, by this machine's clock.</param>
/// <param name="First">The cause to look at first; null where all is well.</param>
/// <param name="Also">The other causes, in their rank.</param>
internal sealed record HealthVerdict(
    DateTimeOffset At, HealthJudgement Money, HealthJudgement Documents, HealthJudgement Moving, HealthFinding? First, IReadOnlyList<HealthFinding> Also)
{
    /// <summary>Nothing was found but what an operator wants so.</summary>
    [JsonIgnore]
    public bool IsWell => First is null || Also.Prepend(First).All(finding => HealthCauses.IsOnPurpose(finding.Cause));
}
