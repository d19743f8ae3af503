using System.Collections.Frozen;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Words of which one letter makes another number or another month, as they are folded. Pure.</summary>
internal static class ExactWords
{
    private static readonly FrozenSet<string> Months = new[]
    {
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsMonth(string word) => Months.Contains(word);

    public static bool Holds(string word) => IsMonth(word) || NumberWords.Holds(word);

    /// <summary>Whether two of them, each exact, say different things: cent and cents do not.</summary>
    public static bool Differ(string one, string other) =>
        (Months.Contains(one) && Months.Contains(other) && one != other)
        || (NumberWords.ValueOf(one) is { } first && NumberWords.ValueOf(other) is { } second && first != second);
}
