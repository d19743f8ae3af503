namespace Workers.Gemini.Prices;

/// <summary>What one answer used.</summary>
/// <param name="Input">All tokens that were sent, the cached ones among them.</param>
/// <param name="Cached">Of them, those that the API had seen before.</param>
/// <param name="Output">What the model wrote, its thoughts too.</param>
internal readonly record struct TokenUse(long Input, long Cached, long Output)
{
    public static TokenUse operator +(TokenUse one, TokenUse other) => new(one.Input + other.Input, one.Cached + other.Cached, one.Output + other.Output);

    /// <summary>US dollars at these prices.</summary>
    public decimal At(ModelPrice price, ServiceTier tier)
    {
        var cached = Math.Clamp(Cached, 0, Input);
        var standard = (((Input - cached) * price.Input) + (cached * price.Cached) + (Output * price.Output)) / 1_000_000m;
        return decimal.Round(tier is ServiceTier.Flex ? standard * Tiers.FlexPart : standard, 6);
    }
}
