using System.Text.Json;
using Workers.Ocr.Readings;

namespace Workers.Ocr.Acceptance;

/// <summary>What the model sent back for one call.</summary>
/// <param name="FinishReason">Why it stopped writing; only <c>stop</c> means that it was done.</param>
internal sealed record ModelAnswer(string Text, string? FinishReason, long InputTokens, long OutputTokens)
{
    public const string Done = "stop";

    /// <summary>What the model would have answered with this reading.</summary>
    public static ModelAnswer Of<T>(T reading) => new(JsonSerializer.Serialize(reading, ReadingJson.Options), Done, 0, 0);

    /// <summary>Why the model refused the question as it was put; null when it answered.</summary>
    public string? Refusal { get; init; }

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
internal readonly record struct Doubt(string Reason, bool AgainMayHelp = true, string? Told = null);

/// <summary>The gate's answer about one page: never a reading without a verdict.</summary>
/// <param name="Reading">Null when refused.</param>
/// <param name="Reasons">Empty when accepted.</param>
internal sealed record Judgement<T>(Verdict Verdict, T? Reading, IReadOnlyList<string> Reasons)
    where T : class
{
    /// <summary>What a repeat is told: never what it should answer, which would make it no reading.</summary>
    public IReadOnlyList<string> Told { get; init; } = Reasons;

    /// <summary>The model would not write the page down: asked for parts of it, it may.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>The reading stands for a page that the model does not read in any way: for a person, and to be asked again when the document is.</summary>
    public bool IsUnread { get; init; }

    public static Judgement<T> Refuse(string reason, bool isWithheld = false) => new(Verdict.Refused, null, [reason]) { IsWithheld = isWithheld };

    /// <param name="empty">A reading without content.</param>
    public static Judgement<T> Unread(T empty, string reason) => new(Verdict.Uncertain, empty, [reason]) { IsUnread = true };

    public static Judgement<T> Of(T reading, IReadOnlyList<Doubt> doubts) => new(
        doubts is [] ? Verdict.Accepted : doubts.Any(doubt => doubt.AgainMayHelp) ? Verdict.Doubtful : Verdict.Uncertain,
        reading,
        [.. doubts.Select(doubt => doubt.Reason)])
    {
        Told = [.. doubts.Select(doubt => doubt.Told ?? doubt.Reason).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>The same about another form of the reading.</summary>
    public Judgement<TOther> Of<TOther>(TOther? reading)
        where TOther : class => new(Verdict, reading, Reasons) { Told = Told, IsWithheld = IsWithheld, IsUnread = IsUnread };

    /// <summary>The same with something more that a person should look at.</summary>
    public Judgement<T> And(IReadOnlyList<string> doubts) => doubts is [] || Reading is null
        ? this
        : this with { Verdict = Verdict is Verdict.Accepted ? Verdict.Uncertain : Verdict, Reasons = [.. Reasons, .. doubts] };

    /// <summary>The better of two: by verdict, then the fewer reasons; on a tie the earlier.</summary>
    public Judgement<T> Or(Judgement<T>? later) =>
        later is null || (Verdict, Reasons.Count).CompareTo((later.Verdict, later.Reasons.Count)) <= 0 ? this : later;
}
