namespace Workers.Operations;

/// <summary>An id as people type it: whole, or its beginning as tables show it (pure).</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Digits">Its hexadecimal digits, small and without dashes; all 32 of a whole id.</param>
internal sealed record IdWord(string Text, string Digits)
{
    /// <summary>So many digits are the beginning of few ids, whatever a command does with them.</summary>
    public const int Least = 8;

    private const int All = 32;
    private const int LongestNumber = 12;

    /// <summary>Decimal digits alone, as a document's number has them: more likely that than the beginning of an id, and no command may act on another document for it.</summary>
    public bool IsLikeANumber => Digits.Length <= LongestNumber && Digits.All(char.IsAsciiDigit) && !Text.Contains('-', StringComparison.Ordinal) && !Text.EndsWith('…');

    /// <summary>Null of a beginning.</summary>
    public Guid? Whole => Digits.Length == All ? Guid.ParseExact(Digits, "N") : null;

    /// <param name="text">Dashes stand where they like; the sign with which a table cuts an id may follow.</param>
    /// <param name="least">How many digits a beginning has.</param>
    /// <returns>Null of what is neither an id nor long enough a beginning of one.</returns>
    public static IdWord? Parse(string text, int least = Least)
    {
        if (Guid.TryParse(text, out var whole))
        {
            return new(text, whole.ToString("N"));
        }

        var digits = text.Trim().TrimEnd('…').Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length >= least && digits.Length <= All && digits.All(char.IsAsciiHexDigit) ? new(text, digits) : null;
    }
}
