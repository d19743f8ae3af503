using System.Collections.Immutable;
using System.Text.Json;
using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>What a search form asks for: names, not option values; the number without spaces.</summary>
internal sealed record Inquiry(
    PaperKind Source, string Number, string Circonscription, string? Cadastre, string? Designation, string? ActeType);

/// <summary>What exists in the simulated registry. Everything else is "inexistante".</summary>
internal sealed class Catalogue
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private ImmutableList<RegisteredDocument> documents = [];
    private ImmutableList<DocumentRange> ranges = [];

    public IReadOnlyList<RegisteredDocument> Documents => documents;

    public void Add(params IEnumerable<RegisteredDocument> added)
    {
        var existing = added.Where(document => document.Exists).ToArray();
        ImmutableInterlocked.Update(ref documents, list => list.AddRange(existing));
    }

    public void Add(DocumentRange range) => ImmutableInterlocked.Update(ref ranges, list => list.Add(range));

    /// <summary>An array of documents, or an object with "documents" and "ranges".</summary>
    public void Load(JsonElement feed)
    {
        if (feed.ValueKind == JsonValueKind.Array)
        {
            Add(feed.Deserialize<RegisteredDocument[]>(Json) ?? []);
            return;
        }

        if (feed.TryGetProperty("documents", out var listed))
        {
            Add(listed.Deserialize<RegisteredDocument[]>(Json) ?? []);
        }

        foreach (var range in feed.TryGetProperty("ranges", out var given) ? given.Deserialize<DocumentRange[]>(Json) ?? [] : [])
        {
            Add(range);
        }
    }

    public RegisteredDocument? Find(Inquiry inquiry) =>
        documents.Find(document => Matches(document, inquiry, inquiry.Circonscription))
        ?? ranges.Select(range => range.Find(inquiry)).FirstOrDefault(found => found is not null);

    /// <summary>The same lot, in another division.</summary>
    public bool ExistsElsewhere(Inquiry inquiry) => documents.Exists(document => Matches(document, inquiry, document.Circonscription));

    public IReadOnlyList<RegisteredDocument> Similar(Inquiry inquiry) =>
        [.. documents.Where(document => document.Source == inquiry.Source
            && document.Circonscription == inquiry.Circonscription
            && document.SimilarTo is { } similar && RegisteredDocument.Plain(similar) == inquiry.Number)];

    private static bool Matches(RegisteredDocument document, Inquiry inquiry, string circonscription) =>
        document.Source == inquiry.Source
        && document.PlainNumber == inquiry.Number
        && document.Circonscription == circonscription
        && (document.Source == PaperKind.Acte
            ? document.ActeType == inquiry.ActeType
            : document.Cadastre == inquiry.Cadastre && document.Designation == inquiry.Designation);
}
