using System.Globalization;
using Workers.Hosting;

namespace Workers.Capacity;

/// <summary>A size of the server: a number (vCPU or GB) or <c>auto</c>, which measures the machine or its cgroup.</summary>
/// <param name="Number">Null means auto.</param>
internal sealed record ServerAmount(decimal? Number)
{
    public static ServerAmount Auto { get; } = new((decimal?)null);

    public static string Allowed => "a number above 0 and at most 100000, or auto";

    public static bool TryParse(string text, out ServerAmount? amount)
    {
        amount = null;
        if (string.Equals(text, "auto", StringComparison.OrdinalIgnoreCase))
        {
            amount = Auto;
        }
        else if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000)
        {
            amount = new(number);
        }

        return amount is not null;
    }

    public override string ToString() => Number is { } number ? NumberText.Exact(number) : "auto";
}
