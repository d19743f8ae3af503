using System.Globalization;

namespace Simulators.Paper;

/// <summary>How the registry writes numbers, dates and amounts, and how lines are broken.</summary>
internal static class FrenchText
{
    private static readonly string[] Months =
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ];

    /// <summary>25616321 → "25 616 321"; anything that is not all digits stays as it is.</summary>
    public static string Grouped(string number)
    {
        if (!number.All(char.IsAsciiDigit))
        {
            return number;
        }

        var first = number.Length % 3 == 0 ? 3 : number.Length % 3;
        var groups = number.Skip(first).Chunk(3).Select(group => new string(group)).Prepend(number[..Math.Min(first, number.Length)]);
        return string.Join(' ', groups);
    }

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Long(DateOnly date) => $"{(date.Day == 1 ? "1er" : $"{date.Day}")} {Months[date.Month - 1]} {date.Year}";

    public static string Dollars(int amount) => Grouped(amount.ToString(CultureInfo.InvariantCulture)) + " $";

    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        lines.Add(line);
        return lines;
    }
}
