namespace Workers.Jobs;

/// <summary>Signs of trouble in one environment that no queue figure shows, as <c>workers_health</c> answers them.</summary>
/// <param name="Now">The database's clock.</param>
/// <param name="Uncertain">Purchases that nobody knows the end of.</param>
/// <param name="Stuck">Documents at 2 that nobody holds any more.</param>
/// <param name="Unstored">Paid bytes that lie on a machine's disk.</param>
/// <param name="Ended">Of the last day.</param>
/// <param name="Review">Open doubts about readings.</param>
internal sealed record HealthSigns(DateTimeOffset Now, UncertainPurchases Uncertain, WaitingDocuments Stuck, WaitingDocuments Unstored, EndedDocuments Ended, OpenReviews Review);

/// <param name="Id">The document that has waited longest; null of none.</param>
/// <param name="Cad">What they cost where they were billed.</param>
internal sealed record UncertainPurchases(long Count, decimal Cad, Guid? Id = null);

/// <param name="Id">The document that has waited longest; null of none.</param>
/// <param name="Seconds">How long it has.</param>
internal sealed record WaitingDocuments(long Count, Guid? Id = null, double? Seconds = null);

/// <param name="Failed">Otherwise than by a final answer of the registry or a person's word.</param>
/// <param name="Outcome">The commonest of these.</param>
/// <param name="Id">The latest of these.</param>
internal sealed record EndedDocuments(long All, long Failed, string? Outcome = null, Guid? Id = null);

/// <param name="Seconds">The age of the oldest doubt.</param>
internal sealed record OpenReviews(long Documents, double? Seconds = null);
