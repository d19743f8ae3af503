using System.Text.Json.Serialization;
using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;
using Workers.Office;

namespace Workers.Operations.Reviews;

/// <summary>One environment's items, in the order in which they were opened.</summary>
internal sealed record EnvironmentReviews(TargetEnvironment Environment, ReviewPage Page);

/// <param name="Id">A document, for all that is open of it, or one item.</param>
/// <param name="Environment">Null looks in all that are configured.</param>
/// <param name="Pictures">Cuts each value out of its page into a file on this machine.</param>
internal sealed record ShowReviewRequest(Guid Id, TargetEnvironment? Environment = null, bool Pictures = true);

/// <summary>An item as a person needs it to decide.</summary>
/// <param name="Place">Where on the page; null where that is not known.</param>
/// <param name="Picture">The file with its picture.</param>
/// <param name="NoPicture">Why there is none.</param>
internal sealed record ShownItem(ReviewItem Item, string? Place, string? Picture, string? NoPicture)
{
    /// <summary>The place, to be said in the office's language.</summary>
    [JsonIgnore]
    public Remark? Where { get; init; }

    /// <summary>Why there is no picture, likewise.</summary>
    [JsonIgnore]
    public Remark? WhyNone { get; init; }
}

/// <param name="Decided">How many of the document are decided already.</param>
internal sealed record ShownReview(TargetEnvironment Environment, ReviewedDocument Document, IReadOnlyList<ShownItem> Items, int Decided);

/// <param name="Item">What is decided about.</param>
/// <param name="Saw">The state in which the person saw it.</param>
/// <param name="Value">Of a correction only; empty for a cell that is empty.</param>
/// <param name="By">Who decides; kept with the decision and in the document's history.</param>
/// <param name="Reason">Kept with both.</param>
internal sealed record DecideRequest(Guid Item, ReviewState State, string? Value, string By, string? Reason = null, ReviewState Saw = ReviewState.Open, TargetEnvironment? Environment = null)
{
    /// <summary>Of the office, for what the row tells it; null leaves that in English.</summary>
    public OfficeWords? Words { get; init; }
}

/// <param name="Twins">Items of other documents with the same content that were decided by it.</param>
internal sealed record DecidedReview(TargetEnvironment Environment, ReviewedDocument Document, ReviewAnswer Answer, IReadOnlyList<ReviewItem> Twins);
