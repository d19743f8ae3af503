using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workers.Registre.Consultations;

/// <summary>What one consultation costs from a day on.</summary>
/// <param name="PriceCad">In Canadian dollars, exact to the cent.</param>
/// <param name="From">The first day, in Quebec.</param>
internal sealed record TariffEntry(decimal PriceCad, DateOnly From);

/// <summary>
/// The registry's price of a consultation, which it indexes every 1 April: <c>1.50@2026-04-01,1.55@2027-04-01</c>. Which entry holds is decided
/// where the purchase is written down, by the database's clock (<c>workers_internal.price_on</c>).
/// </summary>
internal sealed record Tariff(IReadOnlyList<TariffEntry> Entries)
{
    private const decimal Highest = 999_999.99m;

    public static Tariff Usual { get; } = new([new(1.50m, new(2026, 4, 1))]);

    public static string Allowed => "prices in CAD with at most two decimals, each with the day from which it holds, as in 1.50@2026-04-01,1.55@2027-04-01; each day once";

    public static bool TryParse(string text, [NotNullWhen(true)] out Tariff? tariff)
    {
        tariff = null;
        var entries = new List<TariffEntry>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = entry.Split('@', StringSplitOptions.TrimEntries);
            if (parts is not [var amount, var day]
                || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
                || price is <= 0 or > Highest || decimal.Round(price, 2) != price
                || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
                || entries.Exists(known => known.From == from))
            {
                return false;
            }

            entries.Add(new(price, from));
        }

        tariff = new([.. entries.OrderBy(entry => entry.From)]);
        return true;
    }

    /// <returns>The price that holds on a day of Quebec; that of the first entry before it.</returns>
    public decimal PriceOn(DateOnly day) => (Entries.LastOrDefault(entry => entry.From <= day) ?? Entries[0]).PriceCad;

    public override string ToString() => string.Join(",", Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.PriceCad:0.00}@{entry.From:yyyy-MM-dd}")));
}
