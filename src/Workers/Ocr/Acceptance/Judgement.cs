namespace Workers.Ocr.Acceptance;

/// <summary>What the model sent back for one call.</summary>
/// <param name="FinishReason">Why it stopped writing; only <c>stop</c> means that it was done.</param>
internal sealed record ModelAnswer(string Text, string? FinishReason, long InputTokens, long OutputTokens)
{
    public const string Done = "stop";
}

internal enum Verdict
{
    Accepted,

    /// <summary>Usable, and something about it is not certain: asked again while asks are left, then saved for review.</summary>
    Doubtful,

    /// <summary>Not usable: asked again; a document with such a page does not complete.</summary>
    Refused,
}

/// <summary>The gate's answer about one page: never a reading without a verdict.</summary>
/// <param name="Reading">Null when refused.</param>
/// <param name="Reasons">Empty when accepted.</param>
internal sealed record Judgement<T>(Verdict Verdict, T? Reading, IReadOnlyList<string> Reasons)
    where T : class
{
    public static Judgement<T> Refuse(string reason) => new(Verdict.Refused, null, [reason]);

    public static Judgement<T> Of(T reading, IReadOnlyList<string> doubts) =>
        new(doubts is [] ? Verdict.Accepted : Verdict.Doubtful, reading, doubts);

    /// <summary>The better of two: accepted before doubtful before refused, then the fewer reasons; on a tie the earlier.</summary>
    public Judgement<T> Or(Judgement<T>? later) =>
        later is null || (Verdict, Reasons.Count).CompareTo((later.Verdict, later.Reasons.Count)) <= 0 ? this : later;
}
