using System.Globalization;
using System.Text;
using Workers.Office;

namespace Workers.Operations;

/// <summary>What people type as names, reasons and cells: the characters that are taken, and how a message shows what was found. One rule for pages, programs and the command line. Pure.</summary>
internal static class TypedText
{
    private const int MostShown = 60;

    /// <summary>What is wrong with its characters, without a full stop; null where nothing is.</summary>
    public static string? FaultOf(string text) => FindUnseen(text)?.Text;

    /// <inheritdoc cref="FaultOf"/>
    public static Remark? FindUnseen(string text)
    {
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Unseen(rune) is { } what)
            {
                return Remark.Of("text.unseen", new() { ["sign"] = Name(rune.Value), ["what"] = Remark.Of($"unseen.{what}"), ["where"] = After(text, place) });
            }

            place += rune.Utf16SequenceLength;
        }

        return null;
    }

    /// <summary>Why it is no name, in one sentence; null of one that is.</summary>
    /// <param name="label">What it is the name of.</param>
    /// <param name="tells">What it is for.</param>
    public static string? FaultOfName(string label, string? name, int longest, string tells) =>
        FaultOf((name ?? "").Trim()) is { } fault ? $"{label} {fault}."
        : name is null || !name.EnumerateRunes().Any(IsSeen) ? $"{label}: found {Show(name ?? "")}; allowed: 1 to {Count(longest)} characters {tells}, of which one at least can be seen."
        : name.Trim().Length > longest ? $"{label}: found {Count(name.Trim().Length)} characters; allowed: 1 to {Count(longest)} characters {tells}."
        : null;

    /// <summary>Why it is none that is kept beside an order, in one sentence; null of one that is, and of nothing.</summary>
    public static string? FaultOfReason(string label, string? reason, int longest) =>
        reason is null ? null
        : FaultOf(reason.Trim()) is { } fault ? $"{label} {fault}."
        : reason.Trim().Length > longest ? $"{label}: found {Count(reason.Trim().Length)} characters; allowed: up to {Count(longest)} characters."
        : null;

    /// <summary>A value as a message may hold it: cut, and without characters that a terminal would obey.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length > MostShown)
            {
                shown.Append('…');
                break;
            }

            shown.Append(Unseen(rune) is null ? rune.ToString() : $"<{Name(rune.Value)}>");
        }

        return shown.Append('\'').ToString();
    }

    /// <summary>Where in a text something is, by what stands before it.</summary>
    public static Remark After(string text, int index) => index == 0 ? Remark.Of("text.at_start") : Remark.Of("text.after", new() { ["before"] = Show(text[..index]) });

    public static string Name(int codePoint) => string.Create(CultureInfo.InvariantCulture, $"U+{codePoint:X4}");

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsSeen(Rune rune) => Unseen(rune) is null && (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) || Rune.IsNumber(rune));

    /// <summary>Which kind it is, of the sentences <c>unseen.…</c>; null of what can be seen.</summary>
    private static string? Unseen(Rune rune) => (rune.Value, Rune.GetUnicodeCategory(rune)) switch
    {
        (0, _) => "nul",
        ('\t', _) => "tab",
        ('\r' or '\n' or 0x2028 or 0x2029, _) => "line_break",
        (0xAD, _) => "soft_hyphen",
        (0x200B, _) => "zero_width",
        (0xFEFF, _) => "byte_order_mark",

        // Letters of Hangul and Braille that are drawn as nothing are letters and symbols all the same.
        (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0, _) => "invisible",
        (0xFFFD, _) => "lost",
        (_, UnicodeCategory.Control) => "control",
        (_, UnicodeCategory.Format) => "invisible",
        (_, UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) => "none",
        _ => null,
    };
}
