using System.Collections.Frozen;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Whole numbers below a milliard in French and English words, folded (no accents, no hyphens). Pure.</summary>
internal static class NumberWords
{
    private const decimal Hundred = 100;
    private const decimal Thousand = 1_000;

    private static readonly FrozenDictionary<string, decimal> Small = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["un"] = 1, ["une"] = 1, ["one"] = 1,
        ["deux"] = 2, ["two"] = 2,
        ["trois"] = 3, ["three"] = 3,
        ["quatre"] = 4, ["four"] = 4,
        ["cinq"] = 5, ["five"] = 5,
        ["six"] = 6,
        ["sept"] = 7, ["seven"] = 7,
        ["huit"] = 8, ["eight"] = 8,
        ["neuf"] = 9, ["nine"] = 9,
        ["dix"] = 10, ["ten"] = 10,
        ["onze"] = 11, ["eleven"] = 11,
        ["douze"] = 12, ["twelve"] = 12,
        ["treize"] = 13, ["thirteen"] = 13,
        ["quatorze"] = 14, ["fourteen"] = 14,
        ["quinze"] = 15, ["fifteen"] = 15,
        ["seize"] = 16, ["sixteen"] = 16,
        ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["vingt"] = 20, ["vingts"] = 20, ["twenty"] = 20,
        ["trente"] = 30, ["thirty"] = 30,
        ["quarante"] = 40, ["forty"] = 40, ["fourty"] = 40,
        ["cinquante"] = 50, ["fifty"] = 50,
        ["soixante"] = 60, ["sixty"] = 60,
        ["septante"] = 70, ["seventy"] = 70,
        ["huitante"] = 80, ["octante"] = 80, ["eighty"] = 80,
        ["nonante"] = 90, ["ninety"] = 90,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, decimal> Large = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["cent"] = Hundred, ["cents"] = Hundred, ["hundred"] = Hundred,
        ["mille"] = Thousand, ["mil"] = Thousand, ["thousand"] = Thousand,
        ["million"] = 1_000_000, ["millions"] = 1_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Holds(string word) => ValueOf(word) is not null;

    public static bool IsJoint(string word) => word is "et" or "and";

    /// <returns>What the word alone is worth; null for another word.</returns>
    public static decimal? ValueOf(string word) =>
        Small.TryGetValue(word, out var small) ? small : Large.TryGetValue(word, out var large) ? large : null;

    /// <summary>soixante-dix, quatre-vingt-un, un million deux cent mille, one hundred and five thousand.</summary>
    /// <returns>Null when the words are no number that is written as numbers are.</returns>
    public static decimal? Parse(IReadOnlyList<string> words)
    {
        decimal total = 0, group = 0, below = Thousand * Thousand * Thousand;
        decimal? last = null;
        var said = false;
        foreach (var word in words)
        {
            if (IsJoint(word))
            {
                if (!said)
                {
                    return null;
                }

                continue;
            }

            if (ValueOf(word) is not { } value)
            {
                return null;
            }

            if (value >= Thousand)
            {
                if (value >= below || (group is 0 && value > Thousand))
                {
                    return null;
                }

                total += Math.Max(group, 1) * value;
                (group, below, last) = (0, value, null);
            }
            else if (value is Hundred)
            {
                if (group >= Hundred)
                {
                    return null;
                }

                group = Math.Max(group, 1) * Hundred;
                last = Hundred;
            }
            else if (value is 20 && last is 4)
            {
                // Quatre-vingt: four twenties.
                group += 76;
                last = 80;
            }
            else
            {
                if (last is not null && !MayFollow(last.Value, value))
                {
                    return null;
                }

                group += value;
                last = value;
            }

            said = true;
        }

        return said ? total + group : null;
    }

    /// <summary>Units after tens, eleven to nineteen only after sixty and four twenties, anything after a hundred.</summary>
    private static bool MayFollow(decimal last, decimal next) => last switch
    {
        Hundred => next < Hundred,
        60 or 80 => next < 20,
        10 => next is >= 7 and <= 9,
        >= 20 => next < 10,
        _ => false,
    };
}
