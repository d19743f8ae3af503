namespace Workers.Ocr.Acceptance;

/// <summary>What the model sent back for one call.</summary>
/// <param name="FinishReason">Why it stopped writing; only <c>stop</c> means that it was done.</param>
internal sealed record ModelAnswer(string Text, string? FinishReason, long InputTokens, long OutputTokens)
{
    public const string Done = "stop";

    /// <summary>Why the model refused the question as it was put; null when it answered.</summary>
    public string? Refusal { get; init; }

    /// <summary>The content, not the way of asking, is what the model will not write down.</summary>
    public bool IsWithheld => Refusal is not null || FinishReason is "content_filter";
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

    public static Judgement<T> Refuse(string reason) => new(Verdict.Refused, null, [reason]);

    public static Judgement<T> Of(T reading, IReadOnlyList<Doubt> doubts) => new(
        doubts is [] ? Verdict.Accepted : doubts.Any(doubt => doubt.AgainMayHelp) ? Verdict.Doubtful : Verdict.Uncertain,
        reading,
        [.. doubts.Select(doubt => doubt.Reason)])
    {
        Told = [.. doubts.Select(doubt => doubt.Told ?? doubt.Reason).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>The better of two: by verdict, then the fewer reasons; on a tie the earlier.</summary>
    public Judgement<T> Or(Judgement<T>? later) =>
        later is null || (Verdict, Reasons.Count).CompareTo((later.Verdict, later.Reasons.Count)) <= 0 ? this : later;
}
