using System.Globalization;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Contents;

/// <summary>How dates, publication numbers and amounts are written. A no-break space keeps together what one row must hold.</summary>
internal static class Written
{
    public const char Tie = '\u00A0';

    private static readonly string[] FrenchMonths =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    private static readonly string[] EnglishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static string Date(DateOnly date, Writing writing) => writing.Dates switch
    {
        DateStyle.Iso => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateStyle.Short => string.Create(CultureInfo.InvariantCulture, $"{date.Day}/{date.Month}/{date.Year % 100:00}"),
        _ => InWords(date, writing.Language),
    };

    public static string InWords(DateOnly date, Language language) => language == Language.English
        ? string.Create(CultureInfo.InvariantCulture, $"{EnglishMonths[date.Month - 1]} {date.Day}, {date.Year}")
        : string.Create(CultureInfo.InvariantCulture, $"{(date.Day == 1 ? "1er" : date.Day)} {FrenchMonths[date.Month - 1]} {date.Year}");

    /// <summary>A publication or radiation number; a leading T stays before the digits.</summary>
    public static string Number(string number, Writing writing)
    {
        var mark = number.StartsWith('T') ? $"T{Tie}" : "";
        var digits = number.TrimStart('T');
        return writing.Numbers switch
        {
            NumberStyle.Grouped => mark + Grouped(digits),
            NumberStyle.Marked when mark.Length == 0 => $"No{Tie}{digits}",
            _ => mark + digits,
        };
    }

    public static string Grouped(string digits, char between = Tie)
    {
        List<string> groups = [];
        for (var end = digits.Length; end > 0; end -= 3)
        {
            groups.Insert(0, digits[Math.Max(0, end - 3)..end]);
        }

        return string.Join(between, groups);
    }

    public static GoldAmount Amount(int dollars, Language language)
    {
        var digits = dollars.ToString(CultureInfo.InvariantCulture);
        return language == Language.English
            ? new($"{English(dollars)} dollars", $"${Grouped(digits, ',')}.00", dollars)
            : new($"{French(dollars)} dollars", $"{Grouped(digits, ' ')},00 $", dollars);
    }

    private static readonly string[] FrenchUnits =
    [
        "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
        "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ];

    private static readonly string[] FrenchTens = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"];

    private static readonly string[] EnglishUnits =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] EnglishTens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>A whole number below a million in French words.</summary>
    public static string French(int number) => number switch
    {
        >= 1000 => $"{(number / 1000 == 1 ? "" : French(number / 1000).Replace("cents", "cent", StringComparison.Ordinal) + " ").Replace("vingts ", "vingt ", StringComparison.Ordinal)}mille{Rest(number % 1000, French)}",
        >= 200 => $"{French(number / 100)} cent{(number % 100 == 0 ? "s" : "")}{Rest(number % 100, French)}",
        >= 100 => $"cent{Rest(number % 100, French)}",
        80 => "quatre-vingts",
        >= 70 when number / 10 is 7 or 9 => $"{FrenchTens[number / 10]}{(number == 71 ? " et " : "-")}{FrenchUnits[number % 10 + 10]}",
        >= 20 => FrenchTens[number / 10] + (number % 10 == 0 ? "" : number % 10 == 1 && number != 81 ? " et un" : $"-{FrenchUnits[number % 10]}"),
        _ => FrenchUnits[number],
    };

    /// <summary>A whole number below a million in English words.</summary>
    public static string English(int number) => number switch
    {
        >= 1000 => $"{English(number / 1000)} thousand{Rest(number % 1000, English)}",
        >= 100 => $"{EnglishUnits[number / 100]} hundred{(number % 100 == 0 ? "" : $" and {English(number % 100)}")}",
        >= 20 => EnglishTens[number / 10] + (number % 10 == 0 ? "" : $"-{EnglishUnits[number % 10]}"),
        _ => EnglishUnits[number],
    };

    private static string Rest(int number, Func<int, string> say) => number == 0 ? "" : $" {say(number)}";
}
