using System.Text.Json.Serialization;
using Workers.Ocr.Pages;

namespace Workers.Ocr.Readings;

/// <summary>A page that passed the gate, with what it took to read it. This is what <c>ocr_pages</c> keeps.</summary>
/// <param name="JobId">The document that paid for it.</param>
/// <param name="Doubts">What a person should look at; empty when nothing.</param>
/// <param name="Asks">How often the page was asked.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record PageResult<T>(Guid JobId, T Reading, IReadOnlyList<string> Doubts, int Asks, PageView View, PageCost Cost)
{
    /// <summary>Where witnesses disagree; each is among the doubts as well, in words.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>The values that count, with their places.</summary>
    public IReadOnlyList<LocatedValue> Values { get; init; } = [];

    /// <summary>The first reading, where strips of the page that were read anew have corrected it.</summary>
    public T? AsRead { get; init; }

    /// <summary>What they have corrected.</summary>
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>The model that read it in place of the configured one; null where that one did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StandIn { get; init; }

    /// <summary>The model does not read the page: the reading is empty and is not kept, so that a later model may.</summary>
    [JsonIgnore]
    public bool IsUnread { get; init; }

    public PageResult<TOther> With<TOther>(TOther reading) =>
        new(JobId, reading, Doubts, Asks, View, Cost) { Disputes = Disputes, Values = Values, StandIn = StandIn, IsUnread = IsUnread };
}

/// <summary>All calls of a page together, the refused ones too: they were paid.</summary>
internal readonly record struct PageCost(long InputTokens, long OutputTokens, decimal CostUsd)
{
    public static PageCost operator +(PageCost a, PageCost b) =>
        new(a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.CostUsd + b.CostUsd);
}

/// <summary>An acte's page with what its call said of the document where this page begins it.</summary>
internal sealed record ActePageReading(ActePage Page, Deed? Deed, IReadOnlyList<ActeSection> Sections);

/// <summary>What read a document: named in its result, so that a reading can be told from a later one.</summary>
/// <param name="PromptHash">Of prompt and schema together, hex.</param>
internal sealed record ReadBy(string Model, string PromptName, string PromptHash);
