using Workers.Jobs;
using Workers.Jobs.Search;
using Workers.Operations.Documents;
using Workers.Operations.Intake;

namespace Workers.Web.Endpoints;

/// <summary>A document as lists show it.</summary>
/// <param name="Status">1 to 5; <paramref name="StatusName"/> is its word.</param>
/// <param name="IsStored">Its PDF is there.</param>
internal sealed record DocumentSummary(
    Guid Id,
    int Status,
    string StatusName,
    string? Source,
    string Number,
    string? Circonscription,
    string? Cadastre,
    string? Designation,
    string? ActeType,
    string? Dossier,
    string? Outcome,
    string? Error,
    bool NeedsReview,
    string? ReviewReason,
    bool IsStored,
    int? Pages,
    int Priority,
    int Progress,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? DueAt)
{
    public static DocumentSummary Of(ListedDocument one) => new(
        one.Id, (int)one.StatusId, StatusFlow.NameOf(one.StatusId), one.DocumentSource, one.DocumentNumber, one.CirconscriptionFonciere, one.Cadastre, one.DesignationSecondaire, one.ActeType, one.Dossier,
        one.Outcome, one.Error, one.NeedsReview, one.ReviewReason, one.IsStored, one.Pages, one.Priority, one.Progress, one.CreatedAt, one.UpdatedAt, one.DueAt);
}

/// <param name="Next">Given as <c>after</c>, it tells what comes behind these; null at the end.</param>
internal sealed record DocumentList(IReadOnlyList<DocumentSummary> Documents, string? Next);

/// <summary>Something that happened to a document.</summary>
internal sealed record TimelineEntry(DateTimeOffset At, string Kind, int? From, int? To, string? Stage, string? Reason);

/// <param name="Stage">waiting to be bought, being bought, waiting to be read, being read.</param>
internal sealed record StageSeconds(string Stage, double Seconds);

/// <param name="State">As the ledger of purchases has it.</param>
/// <param name="At">When it was ordered at the registry; null of one that never was.</param>
internal sealed record PurchaseView(Guid Id, string State, DateTimeOffset? At, decimal? Cad);

/// <param name="Usd">What was paid, or is estimated where no answer came.</param>
internal sealed record ReadingView(long Calls, decimal Usd);

/// <param name="Pages">With something open.</param>
internal sealed record ReviewView(long Open, long Refused, long Items, IReadOnlyList<int> Pages);

/// <summary>Where a document is, what it waits for and what happened to it.</summary>
/// <param name="Since">When it came to where it is.</param>
/// <param name="WaitsFor">What keeps it; null where nothing does.</param>
internal sealed record DocumentView(
    string Id,
    int Status,
    string StatusName,
    string Source,
    string Number,
    string Place,
    string? Dossier,
    string? Outcome,
    string? Error,
    bool NeedsReview,
    string? ReviewReason,
    bool IsStored,
    int? Pages,
    int Priority,
    int Progress,
    int Attempts,
    int ReadingAttempts,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? AvailableAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? Since,
    string? WaitsFor,
    IReadOnlyList<StageSeconds> Stages,
    IReadOnlyList<PurchaseView> Purchases,
    ReadingView? Reading,
    ReviewView? Reviews,
    IReadOnlyList<TimelineEntry> Timeline)
{
    /// <summary>Machines, accounts and paths are the operator's matter and stay out.</summary>
    public static DocumentView Of(DocumentExplanation told)
    {
        var facts = told.Document;
        return new(
            facts.Id, facts.Status, Enum.IsDefined((JobStatus)facts.Status) ? StatusFlow.NameOf((JobStatus)facts.Status) : "", facts.Source, facts.Number, facts.Place, facts.Dossier, facts.Outcome, facts.Error,
            facts.NeedsReview, facts.ReviewReason, facts.StoredAs is not null, facts.Pages, facts.Priority, facts.Progress, facts.Attempts, facts.OcrAttempts,
            facts.CreatedAt, facts.UpdatedAt, facts.AvailableAt, facts.DueAt, told.Since, told.WaitsFor,
            [.. told.Times.Select(time => new StageSeconds(time.Stage, Math.Round(time.Time.TotalSeconds, 1)))],
            [.. told.Purchases.Select(purchase => new PurchaseView(purchase.Id, purchase.State, purchase.SubmittingAt, purchase.PriceCad))],
            told.Reading is { } reading ? new(reading.Calls, reading.Usd) : null,
            told.Reviews is { } reviews ? new(reviews.Open, reviews.Refused, reviews.Items, reviews.Pages) : null,
            [.. told.Events.Select(one => new TimelineEntry(one.At, one.Kind, (int?)one.FromStatus, (int?)one.ToStatus, one.Stage?.ToString().ToLowerInvariant(), one.Reason))]);
    }

    /// <summary>What makes it another than before: not the time that goes by.</summary>
    public DocumentView WithoutTimes() => this with { Stages = [] };
}

/// <param name="Place">As people count: item 3 of a JSON array, line 3 of CSV.</param>
/// <param name="Result">created or existing.</param>
internal sealed record AddedView(string Place, Guid? Id, EnqueueResult Result);

internal sealed record AddedList(int Created, int Existing, IReadOnlyList<AddedView> Documents)
{
    public static AddedList Of(AddedDocuments added) => new(
        added.Count(EnqueueResult.Created), added.Count(EnqueueResult.Existing), [.. added.Documents.Select(one => new AddedView(one.Order.Place, one.Id, one.Result))]);
}

/// <summary>What a list would cost, were it added now.</summary>
/// <param name="New">Would be bought.</param>
/// <param name="Owned">Are stored and answer at no cost.</param>
/// <param name="InFlight">Wait or are being bought: paid for once.</param>
/// <param name="PriceCad">Of each new one.</param>
/// <param name="AffordableToday">How many of the new ones the day's budget still pays for; null where there is none.</param>
internal sealed record QuoteView(int New, int Owned, int InFlight, decimal PriceCad, decimal Cad, decimal SpentTodayCad, decimal? DayLimitCad, int? AffordableToday, IReadOnlyList<RowProblem> Refused)
{
    public static QuoteView Of(EnvironmentQuote quote, IEnumerable<RowFault> faults) => new(
        quote.New, quote.Owned, quote.InFlight, quote.PriceCad, quote.Cad, quote.SpentCad, quote.DayLimitCad, quote.AffordableToday, [.. faults.Concat(quote.Refused).Select(RowProblem.Of)]);
}

/// <param name="Result">cancelled, requested, retried, requeued or prioritised.</param>
internal sealed record ChangedView(Guid Id, OperatorResult Result, int? Status);

internal sealed record ReasonBody
{
    /// <summary>Kept in the document's history.</summary>
    public string? Reason { get; init; }
}

internal sealed record RetryBody
{
    public string? Reason { get; init; }

    /// <summary>Buys again where it is uncertain whether it was bought, and no invoice shows it; it may be billed twice. An operator's matter.</summary>
    public bool AllowRepurchase { get; init; }
}

internal sealed record PriorityBody
{
    /// <summary>-1000 to 1000; 0 is usual.</summary>
    public int? Priority { get; init; }

    public string? Reason { get; init; }
}
