namespace Workers.Gemini;

internal enum GeminiFailure
{
    /// <summary>A quota is used up (429). <see cref="GeminiException.RetryAfter"/> and <see cref="GeminiException.Quotas"/> say which and for how long.</summary>
    RateLimited,

    /// <summary>No answer, a broken answer or a 5xx: again may help.</summary>
    Unavailable,

    /// <summary>The request itself was refused: asked in the same way again it is refused again, asked otherwise perhaps not.</summary>
    Invalid,

    /// <summary>The prompt was refused for its content, or a picture in it is not opened.</summary>
    Blocked,

    /// <summary>The key was refused.</summary>
    Unauthorized,

    /// <summary>A setting or the project behind the key is refused, or it is not Gemini that answers: nothing is said about the document.</summary>
    Misconfigured,

    /// <summary>Our own limiter gave no share of the quota within the bound; nothing was sent.</summary>
    NoQuota,
}

internal enum QuotaPeriod
{
    Minute,
    Day,
}

internal enum QuotaUnit
{
    Requests,
    InputTokens,
}

/// <summary>One quota that a 429 names.</summary>
/// <param name="Id">As the API spells it.</param>
/// <param name="Value">The quota in force; null when not told.</param>
internal sealed record QuotaViolation(string Id, QuotaPeriod Period, QuotaUnit Unit, long? Value);

/// <summary>Every failure of this room. The message never holds the key.</summary>
internal sealed class GeminiException(GeminiFailure kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public GeminiFailure Kind { get; } = kind;

    /// <summary>The delay the other side asked for; null when it named none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyList<QuotaViolation> Quotas { get; init; } = [];

    /// <summary>False when the request certainly never reached the API and so used no quota.</summary>
    public bool Sent { get; init; } = true;

    /// <summary>True when nobody is served just now, which says nothing about the request.</summary>
    public bool IsOutage { get; init; }

    /// <summary>True when a smaller request may pass: its bytes or its tokens are too many.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>True when every document would meet it until a person changes a setting or the project.</summary>
    public bool IsOfTheProject => Kind is GeminiFailure.Unauthorized or GeminiFailure.Misconfigured;

    /// <summary>Input tokens that the API says it counted all the same; null when it does not say.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Of them, those that the API had seen before.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>What the model wrote all the same, its thoughts too.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>True when the API answered with an error: what it refuses it does not charge for.</summary>
    public bool IsRefusal { get; set; }

    /// <summary>True when the API does not serve the model at the tier that was asked for.</summary>
    public bool IsOfTheTier { get; init; }

    /// <summary>True when the model is not there, or no longer.</summary>
    public bool IsOfTheModel { get; init; }
}
