namespace Workers.Ocr.Readings;

/// <summary>A model puts the JSON that it was asked for into a fence of markdown at times; what is in the fence is the answer. Pure.</summary>
internal static class MarkdownFence
{
    private const int Shortest = 3;

    /// <returns>The text without fence, byte order mark and spaces around it; a fence that does not close, or behind which something stands, stays.</returns>
    public static ReadOnlySpan<char> Inside(ReadOnlySpan<char> text)
    {
        var bare = Bare(text);
        if (bare is not ['`' or '~', ..])
        {
            return bare;
        }

        var marks = bare.Length - bare.TrimStart(bare[0]).Length;
        var inside = bare[marks..];
        var closing = inside.Length - inside.TrimEnd(bare[0]).Length;
        return marks >= Shortest && closing == marks ? Bare(WithoutLanguage(inside[..^closing])) : bare;
    }

    /// <summary>The word behind the opening: letters, digits and what names of languages hold.</summary>
    private static ReadOnlySpan<char> WithoutLanguage(ReadOnlySpan<char> inside)
    {
        var at = 0;
        while (at < inside.Length && (char.IsAsciiLetterOrDigit(inside[at]) || inside[at] is '_' or '-' or '+' or '.' or '/'))
        {
            at++;
        }

        return inside[at..];
    }

    /// <summary>Without what is no writing: spaces of all kinds, a byte order mark, a space of no width.</summary>
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> text)
    {
        while (text is [var first, ..] && IsNothing(first))
        {
            text = text[1..];
        }

        while (text is [.., var last] && IsNothing(last))
        {
            text = text[..^1];
        }

        return text;
    }

    private static bool IsNothing(char character) => char.IsWhiteSpace(character) || character is '\uFEFF' or '\u200B';
}
