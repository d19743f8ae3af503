using System.Text.Json.Serialization;

namespace Workers.Operations.Doctor;

internal enum DoctorLevel
{
    Ok,

    /// <summary>It works, and somebody should know.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Fault,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Part">What it belongs to; see <see cref="DoctorParts"/>.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">The command, the SQL or the setting that repairs it; null where nothing needs repair, or <paramref name="Found"/> says it.</param>
internal sealed record DoctorLine(string Part, DoctorLevel Level, string Found, string? Remedy = null)
{
    /// <summary>Of a fault that an operation would meet too: what it means for it.</summary>
    [JsonIgnore]
    public OperationFailure? Failure { get; init; }

    public static DoctorLine Ok(string part, string found) => new(part, DoctorLevel.Ok, found);

    public static DoctorLine Warning(string part, string found, string? remedy = null) => new(part, DoctorLevel.Warning, found, remedy);

    /// <param name="failure">What an operation meets that needs it; null where none does.</param>
    public static DoctorLine Fault(string part, string found, string? remedy = null, OperationFailure? failure = null) => new(part, DoctorLevel.Fault, found, remedy) { Failure = failure };
}

/// <summary>Everything that was looked at, in the order of the parts.</summary>
internal sealed record DoctorReport(IReadOnlyList<DoctorLine> Lines)
{
    public int Faults => Lines.Count(line => line.Level is DoctorLevel.Fault);

    public int Warnings => Lines.Count(line => line.Level is DoctorLevel.Warning);
}

/// <summary>What a doctor can look at by itself.</summary>
internal static class DoctorParts
{
    public const string Configuration = "configuration";
    public const string Machine = "machine";
    public const string Runtime = "runtime";
    public const string Reading = "reading";
    public const string Chromium = "chromium";
    public const string Registry = "registry";
    public const string Redis = "redis";
    public const string Gemini = "gemini";

    /// <summary>Of Redis and of databases, which may be away; an environment's part is its name.</summary>
    public static bool IsStore(string part) => part is Redis or "prod" or "staging" or "dev";

    /// <summary>An environment's part is its name.</summary>
    public static IReadOnlyList<string> All { get; } = [Configuration, Machine, Runtime, Reading, Chromium, Registry, Redis, "prod", "staging", "dev", Gemini];
}
