using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>How the simulated API behaves at its start; most of it can be switched later through <c>/_control</c>.</summary>
internal sealed record GeminiSimulatorOptions
{
    /// <summary>The one key that is accepted; null accepts any.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Requests in any 60 seconds; more are violations and get a 429.</summary>
    public int RequestsPerMinute { get; init; } = 1600;

    /// <summary>Input tokens in any 60 seconds; more are violations and get a 429.</summary>
    public long TokensPerMinute { get; init; } = 6_400_000;

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long an uploaded file stays in PROCESSING.</summary>
    public TimeSpan FileProcessing { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the truth of received pages is looked up.</summary>
    public PaperLibrary Library { get; init; } = new();

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }
}
