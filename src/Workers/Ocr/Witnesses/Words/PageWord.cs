namespace Workers.Ocr.Witnesses.Words;

/// <summary>One word at its place.</summary>
/// <param name="Text">Without spaces, never empty.</param>
/// <param name="Confidence">Of the witness itself, 0–100; 100 where the file says the word.</param>
internal sealed record PageWord(string Text, PageBox Box, int Confidence = PageWord.Certain)
{
    public const int Certain = 100;

    /// <summary>What a second look at the same place says otherwise; null where it was not looked at again, or says the same.</summary>
    public string? Other { get; init; }
}

/// <summary>Several words that belong together.</summary>
/// <param name="Text">The words, a space between each.</param>
/// <param name="Confidence">Of the least certain of them.</param>
internal sealed record LocatedText(string Text, PageBox Box, int Confidence)
{
    /// <param name="words">At least one, in reading order.</param>
    public static LocatedText Of(IReadOnlyList<PageWord> words) => new(
        string.Join(' ', words.Select(word => word.Text)), PageBox.Around(words.Select(word => word.Box)), words.Min(word => word.Confidence))
    {
        Other = words.Any(word => word.Other is not null) ? string.Join(' ', words.Select(word => word.Other ?? word.Text)) : null,
    };

    /// <inheritdoc cref="PageWord.Other"/>
    public string? Other { get; init; }

    public LocatedText With(LocatedText next) => new($"{Text} {next.Text}", Box.With(next.Box), Math.Min(Confidence, next.Confidence))
    {
        Other = Other is null && next.Other is null ? null : $"{Other ?? Text} {next.Other ?? next.Text}",
    };
}
