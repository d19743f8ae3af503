using Workers.Hosting.Settings;
using Workers.Jobs.Keeping;

[assembly: HasSettings(typeof(Workers.Supervisor.Retention.RetentionOptions))]

namespace Workers.Supervisor.Retention;

/// <summary>How long what the daemon writes is kept. Amounts are kept for ever; REGISTRE_EVIDENCE_DAYS and OCR_REVIEW_PICTURE_DAYS stand in their own rooms.</summary>
internal sealed class RetentionOptions
{
    [Setting("RETENTION_HISTORY_DAYS", "How long the history of a document that has ended is kept, in days; longer where a purchase of it is open or a doubt waits for a person. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan History { get; init; } = TimeSpan.FromDays(730);

    [Setting("RETENTION_READINGS_DAYS", "How long what the model read on a page is kept beside the document's text, so that a repeated reading is not paid again, in days. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan Readings { get; init; } = TimeSpan.FromDays(365);

    [Setting("RETENTION_SPEND_DETAILS_DAYS", "How long the ledgers say which pages a question was about and why it failed, and keep invoice differences that were resolved, in days; amounts stay. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan SpendDetails { get; init; } = TimeSpan.FromDays(730);

    [Setting("RETENTION_BULK_DAYS", "How long an order that changed several documents is kept after it is over, in days; the documents' histories keep their own line. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan Bulk { get; init; } = TimeSpan.FromDays(90);

    [Setting("RETENTION_ORDERS_DAYS", "How long steering_events keeps what operators ordered of daemons, after something newer was ordered of the same, in days. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan Orders { get; init; } = TimeSpan.FromDays(730);

    [Setting("RETENTION_COPIES_DAYS", "How long a copy of a bought document may lie on a server's disk after the document is stored, in days. 0: for ever.", Min = 0, Max = 36_500)]
    public TimeSpan Copies { get; init; } = TimeSpan.FromDays(30);

    [Setting("RETENTION_BATCH", "How many rows of each kind one statement removes at the most.", Min = 1, Max = 5000)]
    public int Batch { get; init; } = 500;

    public KeepingRequest Request => new((int)History.TotalDays, (int)Readings.TotalDays, (int)SpendDetails.TotalDays, Batch, (int)Bulk.TotalDays, (int)Orders.TotalDays);
}
