using System.Text.Json;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>What the model sent back for one call.</summary>
/// <param name="FinishReason">Why it stopped writing; only <c>stop</c> means that it was done.</param>
internal sealed record ModelAnswer(string Text, string? FinishReason, long InputTokens, long OutputTokens)
{
    public const string Done = "stop";

    public decimal CostUsd { get; init; }

    /// <summary>The model that answered in place of the configured one; null where that one did.</summary>
    public string? StandIn { get; init; }

    /// <summary>What the model would have answered with this reading.</summary>
    public static ModelAnswer Of<T>(T reading) => new(JsonSerializer.Serialize(reading, ReadingJson.Options), Done, 0, 0);

    /// <summary>Why the model refused the question as it was put; null when it answered.</summary>
    public string? Refusal { get; init; }

    /// <summary>What was sent has more bytes than are taken.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>What the page shows is what the model will not write down, or look at.</summary>
    public bool IsWithheld => FinishReason is "content_filter";
}

internal enum Verdict
{
    Accepted,

    /// <summary>Read as well as the page allows, which is hard to read: saved for review. Asking again would cost and not help.</summary>
    Uncertain,

    /// <summary>Usable, and something about it is not certain: asked again while asks are left, then saved for review.</summary>
    Doubtful,

    /// <summary>Not usable: asked again; a document with such a page does not complete.</summary>
    Refused,
}

/// <param name="Reason">For people.</param>
/// <param name="AgainMayHelp">False where the page, not the reading, is the likely cause.</param>
/// <param name="Told">What a repeat is told of it, where the reason says what the answer should be; null: the reason.</param>
/// <param name="Dispute">The value that it is about, where another witness raised it.</param>
internal readonly record struct Doubt(string Reason, bool AgainMayHelp = true, string? Told = null, Dispute? Dispute = null)
{
    /// <summary>The reason as code and values.</summary>
    public Remark Remark { get; init; } = Remark.Verbatim(Reason);

    /// <summary>It is of what nobody but the model has read.</summary>
    public bool IsUnwitnessed { get; init; }

    public static Doubt Of(Remark remark, bool againMayHelp = true, string? told = null, Dispute? dispute = null) =>
        new(remark.Text, againMayHelp, told, dispute) { Remark = remark };
}

/// <summary>The gate's answer about one page: never a reading without a verdict.</summary>
/// <param name="Reading">Null when refused.</param>
/// <param name="Reasons">Empty when accepted.</param>
internal sealed record Judgement<T>(Verdict Verdict, T? Reading, IReadOnlyList<string> Reasons)
    where T : class
{
    /// <summary>What a repeat is told: never what it should answer, which would make it no reading.</summary>
    public IReadOnlyList<string> Told { get; init; } = Reasons;

    /// <summary>The reasons as codes and values.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];

    /// <summary>The values that witnesses dispute.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>The reasons that a dispute names the value of.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>The model that answered in place of the configured one.</summary>
    public string? StandIn { get; init; }

    /// <summary>The values of the reading with their places.</summary>
    public IReadOnlyList<LocatedValue> Values { get; init; } = [];

    /// <summary>The reading as the model gave it, where strips of the page that were read anew have corrected it.</summary>
    public T? AsRead { get; init; }

    /// <summary>What they have corrected.</summary>
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>The view that the reading was made from, where it is not that of the last ask.</summary>
    public PageView? View { get; init; }

    /// <summary>The model would not write the page down: asked for parts of it, it may.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>The picture of the page is not taken for its size: parts of it may be.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>The reading stands for a page that the model does not read in any way: for a person, and to be asked again when the document is.</summary>
    public bool IsUnread { get; init; }

    /// <summary>Some of the page is in no reading of it.</summary>
    public bool HasUnread { get; init; }

    public static Judgement<T> Refuse(string reason, bool isWithheld = false, bool isTooLarge = false) =>
        new(Verdict.Refused, null, [reason]) { IsWithheld = isWithheld, IsTooLarge = isTooLarge };

    /// <param name="empty">A reading without content.</param>
    public static Judgement<T> Unread(T empty, Remark reason) => new(Verdict.Uncertain, empty, [reason.Text]) { Remarks = [reason], IsUnread = true, HasUnread = true };

    public static Judgement<T> Of(T reading, IReadOnlyList<Doubt> doubts) => new(
        doubts is [] ? Verdict.Accepted : doubts.Any(doubt => doubt.AgainMayHelp) ? Verdict.Doubtful : Verdict.Uncertain,
        reading,
        [.. doubts.Select(doubt => doubt.Reason).Distinct(StringComparer.Ordinal)])
    {
        Told = [.. doubts.Select(doubt => doubt.Told ?? doubt.Reason).Distinct(StringComparer.Ordinal)],
        Remarks = [.. doubts.Select(doubt => doubt.Remark)],
        Disputes = [.. doubts.Select(doubt => doubt.Dispute).OfType<Dispute>()],
        Named = [.. doubts.Where(doubt => doubt.Dispute is not null).Select(doubt => doubt.Reason).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>Nobody but the model has read the page, or some of its lines.</summary>
    public bool IsUnwitnessed { get; init; }

    /// <summary>Nothing was read where something is written: any other reading of the same verdict is better.</summary>
    public bool IsEmpty { get; init; }

    private int Weight => IsEmpty ? int.MaxValue : Math.Max(Reasons.Count, Disputes.Count);

    /// <summary>The same about another form of the reading.</summary>
    public Judgement<TOther> Of<TOther>(TOther? reading)
        where TOther : class => new(Verdict, reading, Reasons)
        {
            Told = Told,
            Remarks = Remarks,
            Disputes = Disputes,
            Named = Named,
            Values = Values,
            StandIn = StandIn,
            IsWithheld = IsWithheld,
            IsTooLarge = IsTooLarge,
            IsUnread = IsUnread,
            HasUnread = HasUnread,
        };

    /// <summary>The same with something more that a person should look at.</summary>
    public Judgement<T> And(IReadOnlyList<Remark> doubts) => doubts is [] || Reading is null
        ? this
        : this with { Verdict = Verdict is Verdict.Accepted ? Verdict.Uncertain : Verdict, Reasons = [.. Reasons, .. doubts.Select(doubt => doubt.Text)], Remarks = [.. Remarks, .. doubts] };

    /// <summary>The better of two: by verdict, then with fewer doubts; on a tie the earlier.</summary>
    public Judgement<T> Or(Judgement<T>? later) =>
        later is null || (Verdict, Weight).CompareTo((later.Verdict, later.Weight)) <= 0 ? this : later;
}
