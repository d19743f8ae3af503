using System.Globalization;
using System.Text.Json.Serialization;

namespace Workers.Gemini.Quota;

/// <summary>What is used of the Gemini quota, as <c>status</c> shows it.</summary>
internal sealed record GeminiUsage
{
    /// <summary>Requests of the last 60 seconds, all processes.</summary>
    public long Requests { get; init; }

    /// <summary>Input tokens of the last 60 seconds, all processes.</summary>
    public long Tokens { get; init; }

    /// <summary>Requests a minute, as configured or as the API told.</summary>
    public long MaxRequests { get; init; }

    /// <summary>Input tokens a minute, as configured or as the API told.</summary>
    public long MaxTokens { get; init; }

    /// <summary>Requests since midnight Pacific time, all processes.</summary>
    public long RequestsToday { get; init; }

    /// <summary>Requests a day; null: any number.</summary>
    public long? MaxRequestsPerDay { get; init; }

    /// <summary>How long an operator's limits hold; null: none were ordered, or they hold until the next order.</summary>
    public TimeSpan? OrderedFor { get; init; }

    /// <summary>The limits are an operator's, not the configured ones.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Part of the limits in use, 0 to 1: less after a 429, or while a process that stopped answering may still be sending.</summary>
    public double PartInUse { get; init; } = 1;

    /// <summary>Nothing is admitted because Redis is new or lost its data.</summary>
    public TimeSpan ClosedFor { get; init; }

    /// <summary>Nothing is admitted because of a 429.</summary>
    public TimeSpan FrozenFor { get; init; }

    /// <summary>Nothing is admitted because the day's quota is used up.</summary>
    public TimeSpan ParkedFor { get; init; }

    /// <summary>Null when there was none.</summary>
    public TimeSpan? SinceLast429 { get; init; }

    /// <summary>No question that was sent after the last 429 has been answered.</summary>
    [JsonIgnore]
    public bool IsUnanswered { get; init; }

    /// <summary>Daemons that answer.</summary>
    public int Processes { get; init; }

    /// <summary>Processes in which calls wait for a share.</summary>
    public int WaitingProcesses { get; init; }

    /// <summary>How long the longest of them waits.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>Why nothing is sent until the day's reset; null while something may be.</summary>
    public string? WhyParked => ParkedFor <= TimeSpan.Zero ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"Gemini's {(RequestsToday >= MaxRequestsPerDay ? $"{MaxRequestsPerDay} requests a day (GEMINI_MAX_RPD) are" : "quota for the day is")} used up; reading goes on in {ParkedFor.TotalHours:0.0} h, at midnight Pacific time.");

    /// <summary>Used part of the nearer limit of a minute, 0 to 1.</summary>
    public double Used => Math.Max((double)Requests / Math.Max(1, MaxRequests), (double)Tokens / Math.Max(1, MaxTokens));
}
