using System.Diagnostics;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// The steps of a document as spans. A document has one trace over all stages and processes; its row keeps it. Without a collector no span
/// is made.
/// </summary>
internal static class Spans
{
    public const string Queue = "extraction_queue";

    // Names, as the conventions build them: the operation, then what it is done to.
    public const string Receive = "receive " + Queue;
    public const string Process = "process " + Queue;
    public const string Settle = "settle " + Queue;
    public const string Buy = "buy document";
    public const string LookUp = "look up invoice";
    public const string Store = "store document";
    public const string Fetch = "fetch document";
    public const string Prepare = "prepare page";

    private static readonly ActivitySource Source = new(Meters.Name);

    /// <summary>A step within the one that runs; null when nobody collects.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>A step of another trace than the one that runs, if any does.</summary>
    /// <param name="began">Null: now.</param>
    public static Activity? Start(string name, ActivityKind kind, ActivityContext parent, IEnumerable<KeyValuePair<string, object?>> tags, DateTimeOffset? began = null) =>
        Source.StartActivity(name, kind, parent, tags, startTime: began ?? default);

    /// <summary>It did not bring what it was made for.</summary>
    /// <param name="type">A word, as of a label.</param>
    public static void Fail(this Activity? span, string type) => span?.SetTag(Labels.ErrorType, type).SetStatus(ActivityStatusCode.Error);
}
