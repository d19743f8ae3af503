using System.Text.Json.Serialization;
using Workers.Ocr.Pages;
using Workers.Office;

namespace Workers.Ocr.Readings;

/// <summary>A page that passed the gate, with what it took to read it. This is what <c>ocr_pages</c> keeps.</summary>
/// <param name="JobId">The document that paid for it.</param>
/// <param name="Doubts">What a person should look at; empty when nothing.</param>
/// <param name="Asks">How often the page was asked.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record PageResult<T>(Guid JobId, T Reading, IReadOnlyList<string> Doubts, int Asks, PageView View, PageCost Cost)
{
    /// <summary>The doubts as codes and values; of a page that was kept by an older version, some or none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Remark>? Remarks { get; init; }

    /// <summary>Where witnesses disagree; each is among the doubts as well, in words.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>The doubts that a dispute names the value of; null of a page that was kept without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Named { get; init; }

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

    /// <summary>Some of the page is in no reading of it: whatever a person says of it, what stands there is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasUnread { get; init; }

    public PageResult<TOther> With<TOther>(TOther reading) =>
        new(JobId, reading, Doubts, Asks, View, Cost) { Remarks = Remarks, Disputes = Disputes, Named = Named, Values = Values, StandIn = StandIn, IsUnread = IsUnread, HasUnread = HasUnread };
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
