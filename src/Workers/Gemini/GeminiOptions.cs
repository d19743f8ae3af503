using Workers.Hosting.Settings;

namespace Workers.Gemini;

/// <summary>How the Gemini API is reached, what it may be asked per minute, and what it costs.</summary>
internal sealed class GeminiOptions
{
    [Setting("GEMINI_API_KEY", "Key of the Gemini API; needed by the OCR pool.", Secret = true, Example = "your_gemini_api_key_here", ReadBy = typeof(HeaderKey))]
    public string? ApiKey { get; init; }

    [Setting("GEMINI_BASE_URL", "Address of the Gemini API.")]
    public Uri BaseUrl { get; init; } = new("https://generativelanguage.googleapis.com");

    [Setting("GEMINI_MAX_RPM", "Requests in any 60 seconds, all processes together.", Min = 1, Max = 10_000_000)]
    public int MaxRequestsPerMinute { get; init; } = 1600;

    [Setting("GEMINI_MAX_TPM", "Input tokens in any 60 seconds, all processes together.", Min = 1, Max = 10_000_000_000)]
    public long MaxTokensPerMinute { get; init; } = 6_400_000;

    [Setting("GEMINI_MAX_RPD", "Requests a day, all processes together, from midnight to midnight Pacific time as Google counts; without it, any number.", Min = 1, Max = 1_000_000_000)]
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

    [Setting("GEMINI_INPUT_USD_PER_MILLION_TOKENS", "Price of a million input tokens in US dollars, for the cost shown per document.", Min = 0)]
    public decimal InputUsdPerMillionTokens { get; init; } = 1.25m;

    [Setting("GEMINI_OUTPUT_USD_PER_MILLION_TOKENS", "Price of a million output tokens in US dollars, for the cost shown per document.", Min = 0)]
    public decimal OutputUsdPerMillionTokens { get; init; } = 10m;

    [Setting("GEMINI_REQUEST_TIMEOUT_SECONDS", "Longest wait for one answer of the model.", Min = 1, Max = 3600)]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(300);

    [Setting("GEMINI_FILE_TIMEOUT_SECONDS", "Longest wait until an uploaded file can be read by the model.", Min = 1, Max = 3600)]
    public TimeSpan FileTimeout { get; init; } = TimeSpan.FromSeconds(120);

    [Setting("GEMINI_MAX_SENDS", "Times one call is sent at most when the API fails in passing; each send takes its own share of the quota.", Min = 1, Max = 20)]
    public int MaxSends { get; init; } = 4;

    [Setting("GEMINI_QUOTA_WAIT_SECONDS", "Longest wait for a share of the quota before the document is handed back.", Min = 1, Max = 86_400)]
    public TimeSpan QuotaWait { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary>US dollars, from the configured prices.</summary>
    public decimal CostOf(long inputTokens, long outputTokens) =>
        ((inputTokens * InputUsdPerMillionTokens) + (outputTokens * OutputUsdPerMillionTokens)) / 1_000_000m;
}
