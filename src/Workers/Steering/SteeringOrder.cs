using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Steering;

internal enum SteeringVerb
{
    /// <summary>Nothing of a kind is begun.</summary>
    Pause,

    /// <summary>A daemon finishes what runs and takes nothing.</summary>
    Drain,

    /// <summary>A daemon ends, as by a signal.</summary>
    Stop,

    /// <summary>A setting has another value.</summary>
    Set,
}

/// <summary>What an operator ordered of running daemons. Of one thing the order with the highest revision counts, also one that takes it back.</summary>
/// <param name="Subject">What is paused, as <see cref="PauseSubject"/> writes it; the name of a setting; empty for a daemon itself.</param>
/// <param name="Value">The setting's text.</param>
/// <param name="Server">The daemon it is for, by its id, its host or its SERVER_ID; null for all.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Until">When it ends by itself; null: when it is taken back.</param>
/// <param name="IsLifted">It takes an earlier one back.</param>
internal sealed record SteeringOrder(
    Guid Id, long Revision, SteeringVerb Verb, string Subject, string? Value, string? Server, bool IsLifted, string By, DateTimeOffset At, DateTimeOffset? Until = null, string? Why = null)
{
    /// <summary>The thing that is ordered: an order takes the place of the one before with the same key.</summary>
    [JsonIgnore]
    public string Key => $"{Verb.ToString().ToLowerInvariant()} {Subject}@{Server}";

    public bool IsInForce(DateTimeOffset now) => !IsLifted && (Until is not { } end || now < end);

    public bool IsNewerThan(SteeringOrder other) =>
        Revision != other.Revision ? Revision > other.Revision : string.CompareOrdinal($"{Id:D}", $"{other.Id:D}") > 0;

    /// <summary>It is for one start of a daemon and long past: no store needs it any more, since that thing is never ordered again.</summary>
    public bool IsOver(DateTimeOffset now) =>
        SteeredDaemon.IsOneStart(Server) && (Until ?? (IsLifted ? At + SteeredDaemon.Longest : null)) is { } end && now - end > SteeredDaemon.Kept;

    /// <summary>What, in words.</summary>
    [JsonIgnore]
    public string What => Verb switch
    {
        SteeringVerb.Pause => $"{Subject} is paused",
        SteeringVerb.Drain => "drained: what runs is finished, nothing is taken",
        SteeringVerb.Stop => "asked to stop",
        _ => $"{Subject} is set to {Value}",
    };

    /// <summary>With who, when, until and why, for people.</summary>
    public string Describe()
    {
        var where = Server is null ? "" : $" ({Server})";
        var isShort = Until - At < TimeSpan.FromHours(1);
        var until = Until is { } end ? $"until {Time(end, isShort)}" : Verb is SteeringVerb.Pause ? "until 'resume'" : Verb is SteeringVerb.Drain ? "until 'undrain'" : "until 'set --reset'";
        return $"{What}{where} since {Time(At, isShort)} {until}, by {By}{(Why is { Length: > 0 } why ? $": {why}" : "")}";
    }

    private static string Time(DateTimeOffset at, bool seconds) => at.UtcDateTime.ToString(seconds ? "yyyy-MM-dd HH:mm:ss'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A daemon as orders name it.</summary>
/// <param name="Id">Of this start.</param>
/// <param name="Host">Of its machine.</param>
/// <param name="Server">Its SERVER_ID, if it has one.</param>
internal sealed partial record SteeredDaemon(string Id, string Host, string? Server)
{
    /// <summary>The longest that an order for one start of a daemon holds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>How long an order for one start of a daemon is kept after its end; scripts and functions know the same.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Whether a name is that of one start of a daemon, which never comes again.</summary>
    public static bool IsOneStart(string? name) => name is not null && OneStart().IsMatch(name);

    public bool IsMeantBy(SteeringOrder order) => order.Server is not { } name
        || string.Equals(name, Id, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Server, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("-[0-9]+-[0-9a-f]{32}$", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex OneStart();
}
