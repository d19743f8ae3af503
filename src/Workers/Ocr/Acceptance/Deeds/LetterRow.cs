namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>All letters and digits of some words in a row: what stands here is found however it was cut into words and lines. Pure.</summary>
internal sealed class LetterRow(IReadOnlyList<FoldedWord> words)
{
    private readonly string _letters = string.Concat(words.Select(word => word.Text));

    /// <summary>Numbers alone, with something between two that words stand between.</summary>
    private readonly string _digits = string.Concat(words.Select(word => word.IsNumber ? word.Text : " "));

    /// <summary>Whether the same letters stand here less often than there.</summary>
    public bool HasFewer(string letters, LetterRow there) => Count(_letters, letters) < Count(there._letters, letters);

    /// <summary>Whether the same digits stand here less often than there.</summary>
    public bool HasFewerDigits(string digits, LetterRow there) => Count(_digits, digits) < Count(there._digits, digits);

    private static int Count(string text, string what)
    {
        var count = 0;
        for (var at = text.IndexOf(what, StringComparison.Ordinal); at >= 0 && what.Length > 0; at = text.IndexOf(what, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
