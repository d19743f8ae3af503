using System.Text.Json;
using System.Text.Json.Serialization;

namespace Simulators.Demo;

/// <summary>
/// One document of the demo's feed: what to ask for, where, and how it must end. The other names of the feed
/// (pages, look, exists …) tell the simulated registry what it holds.
/// </summary>
internal sealed record DemoDocument
{
    [JsonPropertyName("environment")]
    public required string Environment { get; init; }

    [JsonPropertyName("document_source")]
    public required string Source { get; init; }

    [JsonPropertyName("document_number")]
    public required string Number { get; init; }

    [JsonPropertyName("circonscription_fonciere")]
    public required string Circonscription { get; init; }

    [JsonPropertyName("cadastre")]
    public string? Cadastre { get; init; }

    [JsonPropertyName("designation_secondaire")]
    public string? Designation { get; init; }

    [JsonPropertyName("acte_type")]
    public string? ActeType { get; init; }

    [JsonPropertyName("priority")]
    public int Priority { get; init; }

    [JsonPropertyName("exists")]
    public bool Exists { get; init; } = true;

    /// <summary>The status that it must end at.</summary>
    [JsonPropertyName("ends_at")]
    public required int EndsAt { get; init; }

    /// <summary>The outcome that status 5 must name; null elsewhere.</summary>
    [JsonPropertyName("outcome")]
    public string? Outcome { get; init; }
}

/// <summary>The committed list of documents with their expected ends.</summary>
internal static class DemoFeed
{
    private static readonly JsonSerializerOptions Columns = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The feed's text, which the simulated registry reads too.</summary>
    public static string Text => EmbeddedFile.Read("Demo/feed.json");

    /// <summary>The documents, in the order of the feed.</summary>
    public static IReadOnlyList<DemoDocument> Read() => Parse(Text);

    /// <summary>The documents of any text in the feed's form.</summary>
    public static IReadOnlyList<DemoDocument> Parse(string text) => JsonSerializer.Deserialize<DemoDocument[]>(text)!;

    /// <summary>Names one document over the whole demo; also its idempotency key.</summary>
    public static string KeyOf(int index) => $"demo-{index + 1:00}";

    /// <summary>The file that the daemon's enqueue command takes for one environment, of all documents.</summary>
    public static string EnqueueFile(IReadOnlyList<DemoDocument> feed, string environment) => EnqueueFile(feed, environment, Range.All);

    /// <summary>The same, of a part of the feed.</summary>
    public static string EnqueueFile(IReadOnlyList<DemoDocument> feed, string environment, Range part) => JsonSerializer.Serialize(
        feed.Select((document, index) => (document, key: KeyOf(index)))
            .Take(part)
            .Where(pair => pair.document.Environment == environment)
            .Select(pair => new
            {
                document_source = pair.document.Source,
                document_number = pair.document.Number,
                circonscription_fonciere = pair.document.Circonscription,
                cadastre = pair.document.Cadastre,
                designation_secondaire = pair.document.Designation,
                acte_type = pair.document.ActeType,
                priority = pair.document.Priority,
                idempotency_key = pair.key,
            }),
        Columns);
}
