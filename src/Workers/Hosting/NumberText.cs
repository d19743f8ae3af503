using System.Globalization;

namespace Workers.Hosting;

/// <summary>Numbers as people write them, the same in every culture: 12.8, not 12.7998046875. What the office reads is written in its own language elsewhere. Pure.</summary>
internal static class NumberText
{
    /// <summary>With two digits behind the point at the most.</summary>
    public static string Of(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>With three, as settings are written.</summary>
    public static string Exact(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>An amount of money, without its currency.</summary>
    public static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
