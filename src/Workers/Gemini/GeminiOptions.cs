using Workers.Gemini.Prices;
using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Gemini.GeminiOptions))]

namespace Workers.Gemini;

/// <summary>How the Gemini API is reached, what it may be asked per minute, and what it costs.</summary>
internal sealed class GeminiOptions
{
    [Setting("GEMINI_API_KEY", "Key of the Gemini API; needed by the OCR pool.", Secret = true, Example = "your_gemini_api_key_here", ReadBy = typeof(HeaderKey))]
    public string? ApiKey { get; init; }

    [Setting("GEMINI_BASE_URL", "Address of the Gemini API.")]
    public Uri BaseUrl { get; init; } = new("https://generativelanguage.googleapis.com");

    [Setting("GEMINI_MAX_RPM", "Requests in any 60 seconds, all processes together.", Min = 1, Max = 10_000_000, Steerable = true)]
    public int MaxRequestsPerMinute { get; init; } = 1600;

    [Setting("GEMINI_MAX_TPM", "Input tokens in any 60 seconds, all processes together.", Min = 1, Max = 10_000_000_000, Steerable = true)]
    public long MaxTokensPerMinute { get; init; } = 6_400_000;

    [Setting("GEMINI_MAX_RPD", "Requests a day, all processes together, from midnight to midnight Pacific time as Google counts; without it, any number.", Min = 1, Max = 1_000_000_000, Steerable = true)]
    public long? MaxRequestsPerDay { get; init; }

    [Setting("GEMINI_INDEX_MODEL", "Model that reads pages of an index.")]
    public string IndexModel { get; init; } = "gemini-2.5-pro";

    [Setting("GEMINI_ACTE_MODEL", "Model that reads actes.")]
    public string ActeModel { get; init; } = "gemini-2.5-pro";

    [Setting("GEMINI_INDEX_TEMPERATURE", "Sampling temperature for index pages; 0 means 0.", Min = 0, Max = 2)]
    public double IndexTemperature { get; init; }

    [Setting("GEMINI_ACTE_TEMPERATURE", "Sampling temperature for actes; 0 means 0.", Min = 0, Max = 2)]
    public double ActeTemperature { get; init; }

    [Setting("GEMINI_MAX_OUTPUT_TOKENS", "Most tokens one answer may have.", Min = 256, Max = 1_000_000)]
    public int MaxOutputTokens { get; init; } = 65_536;

    [Setting("GEMINI_TIER", "How urgently the model is asked: standard; flex (half the price, minutes instead of seconds); auto (flex unless a document's due_at is near or flex was turned away).")]
    public TierChoice Tier { get; init; } = TierChoice.Standard;

    [Setting("GEMINI_DUE_MARGIN_MINUTES", "With GEMINI_TIER=auto, how long before its due_at a document is read at the standard tier.", Min = 0, Max = 100_000)]
    public TimeSpan DueMargin { get; init; } = TimeSpan.FromMinutes(30);

    [Setting("GEMINI_FALLBACK_MODEL", "Model that is asked where the configured one does not answer or is gone; each page that it read names it. Unset: none.", Example = "gemini-2.5-flash")]
    public string? FallbackModel { get; init; }

    [Setting("GEMINI_PRICES", "Prices in US dollars of a million tokens: model=input/cached/output, each with @yyyy-MM-dd from which it holds where there are several; a model that ends in * names all that begin so. Flex costs half.")]
    public PriceTable Prices { get; init; } = PriceTable.Usual;

    [Setting("GEMINI_INPUT_USD_PER_MILLION_TOKENS", "Price of a million input tokens in US dollars, of every model and day in place of GEMINI_PRICES; cached ones cost their part of it. Unset: as GEMINI_PRICES has it.", Min = 0, Max = 100_000)]
    public decimal? InputUsdPerMillionTokens { get; init; }

    [Setting("GEMINI_OUTPUT_USD_PER_MILLION_TOKENS", "Price of a million output tokens in US dollars, of every model and day in place of GEMINI_PRICES. Unset: as GEMINI_PRICES has it.", Min = 0, Max = 100_000)]
    public decimal? OutputUsdPerMillionTokens { get; init; }

    [Setting("GEMINI_BUDGET_USD_DAY", "Most that reading the documents of one environment may cost in a day of Quebec, in US dollars; documents over it wait at status 3 for the next. Unset: none.", Min = 0, Max = 10_000_000, Steerable = true)]
    public decimal? BudgetUsdDay { get; init; }

    [Setting("GEMINI_REQUEST_TIMEOUT_SECONDS", "Longest wait for one answer of the model.", Min = 1, Max = 3600)]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(300);

    [Setting("GEMINI_FILE_TIMEOUT_SECONDS", "Longest wait until an uploaded file can be read by the model.", Min = 1, Max = 3600)]
    public TimeSpan FileTimeout { get; init; } = TimeSpan.FromSeconds(120);

    [Setting("GEMINI_MAX_SENDS", "Times one call is sent at most when the API fails in passing; each send takes its own share of the quota.", Min = 1, Max = 20)]
    public int MaxSends { get; init; } = 4;

    [Setting("GEMINI_QUOTA_WAIT_SECONDS", "Longest wait for a share of the quota before the document is handed back.", Min = 1, Max = 86_400)]
    public TimeSpan QuotaWait { get; init; } = TimeSpan.FromSeconds(900);

    [Setting("GEMINI_FLEX_TIMEOUT_SECONDS", "Longest wait for one answer at the flex tier.", Min = 1, Max = 3600)]
    public TimeSpan FlexTimeout { get; init; } = TimeSpan.FromSeconds(900);

    public TimeSpan TimeoutOf(ServiceTier tier) => tier is ServiceTier.Flex && FlexTimeout > RequestTimeout ? FlexTimeout : RequestTimeout;

    /// <summary>US dollars, from the configured prices of that day; a model without a price costs as the dearest that has one.</summary>
    public decimal CostOf(TokenUse use, string model, ServiceTier tier, DateOnly day)
    {
        var listed = Prices.Find(model, day) ?? Prices.Dearest;
        var input = InputUsdPerMillionTokens ?? listed.Input;
        var cached = listed.Input > 0 ? listed.Cached / listed.Input * input : input;
        return use.At(listed with { Input = input, Cached = cached, Output = OutputUsdPerMillionTokens ?? listed.Output }, tier);
    }
}
