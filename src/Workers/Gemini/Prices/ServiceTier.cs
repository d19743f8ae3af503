namespace Workers.Gemini.Prices;

/// <summary>How urgently the API is asked (<c>service_tier</c>): what can wait costs half.</summary>
internal enum ServiceTier
{
    Standard,

    /// <summary>Minutes instead of seconds, and may be turned away when the API is busy.</summary>
    Flex,
}

/// <summary>Which tier the operator wishes.</summary>
internal enum TierChoice
{
    Standard,

    Flex,

    /// <summary>Flex while a document has time, standard when it has none or flex was turned away.</summary>
    Auto,
}

/// <summary>Which tier a question goes by. Pure.</summary>
internal static class Tiers
{
    public const decimal FlexPart = 0.5m;

    /// <param name="due">When the document is wanted; null when nobody said.</param>
    /// <param name="margin">How long before that it is no longer left waiting.</param>
    public static ServiceTier Of(TierChoice choice, DateTimeOffset? due, DateTimeOffset now, TimeSpan margin) => choice switch
    {
        TierChoice.Flex => ServiceTier.Flex,
        TierChoice.Auto when due is null || due - now > margin => ServiceTier.Flex,
        _ => ServiceTier.Standard,
    };

    /// <summary>As the API spells it.</summary>
    public static string Word(ServiceTier tier) => tier is ServiceTier.Flex ? "flex" : "standard";

    /// <returns>The tier that an answer names; null where it names none that is known.</returns>
    public static ServiceTier? Read(string? word) => word?.ToLowerInvariant() switch
    {
        "flex" or "service_tier_flex" => ServiceTier.Flex,
        "standard" or "service_tier_standard" => ServiceTier.Standard,
        _ => null,
    };
}
