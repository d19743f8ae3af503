using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workers.Gemini.Prices;

/// <summary>What a million tokens of one model cost in US dollars from a day on, at the standard tier.</summary>
/// <param name="Model">As it is named to the API; one that ends in <c>*</c> names all that begin so.</param>
/// <param name="Input">Of a token that was not cached.</param>
/// <param name="Cached">Of one that was.</param>
/// <param name="Output">Of what the model writes, its thoughts too.</param>
/// <param name="From">The first day, in UTC.</param>
internal sealed record ModelPrice(string Model, decimal Input, decimal Cached, decimal Output, DateOnly From)
{
    public bool IsOf(string model) =>
        Model.EndsWith('*') ? model.StartsWith(Model[..^1], StringComparison.OrdinalIgnoreCase) : string.Equals(Model, model, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Prices by model and day: <c>gemini-2.5-pro=1.25/0.125/10@2025-06-17,gemini-2.5-flash*=0.30/0.03/2.50</c>. Pure.</summary>
internal sealed record PriceTable(IReadOnlyList<ModelPrice> Prices)
{
    /// <summary>The price list of the API for the models that are asked by default, prompts of at most 200,000 tokens.</summary>
    public static PriceTable Usual { get; } = new([
        new("gemini-2.5-pro", 1.25m, 0.125m, 10m, DateOnly.MinValue),
        new("gemini-2.5-flash", 0.30m, 0.03m, 2.50m, DateOnly.MinValue),
    ]);

    public static string Allowed =>
        "prices in US dollars of a million tokens as model=input/cached/output, each with the day from which it holds where there are several, as in gemini-2.5-pro=1.25/0.125/10@2025-06-17; each model and day once";

    public static bool TryParse(string text, [NotNullWhen(true)] out PriceTable? table)
    {
        table = null;
        var prices = new List<ModelPrice>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryParseEntry(entry) is not { } price || prices.Exists(known => known.From == price.From && string.Equals(known.Model, price.Model, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }

            prices.Add(price);
        }

        table = new(prices);
        return prices is not [];
    }

    /// <returns>The newest price of the model that holds on a day, the first one before it; a name in full goes before one that ends in <c>*</c>. Null of no price.</returns>
    public ModelPrice? Find(string model, DateOnly day)
    {
        var named = Prices.Where(price => price.IsOf(model)).ToList();
        var own = named.Where(price => !price.Model.EndsWith('*')).ToList();
        var eligible = (own is [] ? named : own).OrderBy(price => price.Model.Length).ThenBy(price => price.From).ToList();
        return eligible.LastOrDefault(price => price.From <= day) ?? eligible.FirstOrDefault();
    }

    public ModelPrice Dearest => Prices.MaxBy(price => price.Input + price.Output)!;

    public override string ToString() => string.Join(",", Prices.Select(price => string.Create(
        CultureInfo.InvariantCulture,
        $"{price.Model}={price.Input:0.######}/{price.Cached:0.######}/{price.Output:0.######}{(price.From == DateOnly.MinValue ? "" : $"@{price.From:yyyy-MM-dd}")}")));

    private static ModelPrice? TryParseEntry(string entry)
    {
        var from = DateOnly.MinValue;
        if (entry.Split('@', StringSplitOptions.TrimEntries) is not [var priced, .. var days] || days.Length > 1
            || (days is [var day] && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out from))
            || priced.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } model, var amounts]
            || amounts.Split('/', StringSplitOptions.TrimEntries) is not [var input, var cached, var output]
            || Amount(input) is not { } perInput || Amount(cached) is not { } perCached || Amount(output) is not { } perOutput)
        {
            return null;
        }

        return new(model, perInput, perCached, perOutput, from);
    }

    private static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and < 100_000 ? amount : null;
}
