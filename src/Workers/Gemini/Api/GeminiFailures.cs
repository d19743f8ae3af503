using System.Globalization;
using System.Text.Json;
using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <summary>
/// Turns an answer that is no success into a <see cref="GeminiException"/>. Google answers <c>{error: {code, message, status, details}}</c>;
/// who stands before it (a proxy, a portal) answers anything. A document is at fault only where Google itself refuses this one request.
/// Pure.
/// </summary>
internal static class GeminiFailures
{
    private const int LongestMessage = 500;
    private const int LongestDelay = 86_400;

    private static readonly string[] OfTheTier = ["service_tier", "serviceTier", "service tier"];

    /// <summary>A 400 with one of these is about what every request holds: the model, the limits of its answer, the shape of our JSON.</summary>
    private static readonly string[] OfTheSettings =
    [
        "models/", "model name", "generation_config", "generationConfig", "max_output_tokens", "maxOutputTokens", "response_schema", "responseSchema", "Invalid JSON payload",
        .. OfTheTier,
    ];

    /// <param name="status">The HTTP status.</param>
    /// <param name="body">JSON or not.</param>
    /// <param name="retryAfter">The Retry-After header, for answers without RetryInfo.</param>
    public static GeminiException FromAnswer(int status, ForeignBody body, TimeSpan? retryAfter)
    {
        var error = ErrorOf(body);
        var details = GeminiJson.Objects(error, "details").ToList();
        var said = GeminiJson.Word(error, "message") is { } message ? ForeignBody.Show(message, LongestMessage) : body.Shown;
        var word = GeminiJson.Word(error, "status");
        var kind = KindOf(status, word, said, isGemini: error is { ValueKind: JsonValueKind.Object }, details);
        var answered = string.Create(CultureInfo.InvariantCulture, $"Gemini answered {status}{(word is null ? "" : " " + ForeignBody.Show(word))}: {said}");
        return new(kind, kind is GeminiFailure.Misconfigured ? $"{answered} {Remedy(status, word, error is { ValueKind: JsonValueKind.Object })}" : answered)
        {
            RetryAfter = RetryDelay(details) ?? Bounded(retryAfter),
            Quotas = [.. details.SelectMany(Violations)],
            IsOutage = status is 499 or 502 or 503 or 504 || (status >= 500 && error is not { ValueKind: JsonValueKind.Object }),
            IsOfTheTier = status is 400 && Array.Exists(OfTheTier, words => said.Contains(words, StringComparison.OrdinalIgnoreCase)),
            IsOfTheModel = status is 404 && kind is GeminiFailure.Misconfigured && error is { ValueKind: JsonValueKind.Object },
            IsTooLarge = status is 413,
        };
    }

    /// <param name="asked">What was asked for.</param>
    /// <param name="location">Where it points to; null when it does not say.</param>
    public static GeminiException FromRedirect(int status, Uri asked, Uri? location)
    {
        var target = location is null ? "nowhere" : location is { IsAbsoluteUri: true, Authority.Length: > 0 } ? $"{location.Scheme}://{location.Authority}" : "another path";
        return new(GeminiFailure.Misconfigured, string.Create(CultureInfo.InvariantCulture,
            $"{asked.Authority} redirects to {target} ({status}), which is not followed. Set GEMINI_BASE_URL to the address that answers itself."));
    }

    private static GeminiFailure KindOf(int status, string? word, string said, bool isGemini, List<JsonElement> details)
    {
        return status switch
        {
            429 => GeminiFailure.RateLimited,
            // An uploaded file that expired or was deleted; uploaded again, the reading goes on.
            403 or 404 when Says("it may not exist") => GeminiFailure.Unavailable,
            401 or 403 or 407 => GeminiFailure.Unauthorized,
            400 when details.Exists(detail => GeminiJson.Word(detail, "reason") is "API_KEY_INVALID") || Says("API key not valid") => GeminiFailure.Unauthorized,
            408 or 409 or 425 or 499 or >= 500 => GeminiFailure.Unavailable,
            // Sent again the same picture is refused again, whatever the answer says: another view of it may pass.
            400 when Says("process input image") => GeminiFailure.Blocked,
            // Google asks for it to be sent again, or an uploaded file is not readable yet.
            400 when Says("please retry") || Says("ACTIVE state") => GeminiFailure.Unavailable,
            400 when isGemini && word is not "FAILED_PRECONDITION" && !Array.Exists(OfTheSettings, Says) => GeminiFailure.Invalid,
            _ => GeminiFailure.Misconfigured,
        };

        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static string Remedy(int status, string? word, bool isGemini) => (status, word) switch
    {
        (402, _) => "Check the billing of the project that GEMINI_API_KEY belongs to.",
        (413, _) => "A page or a part of a document is larger than the API, or a proxy before it, takes: raise the proxy's limit, or lower OCR_INLINE_MAX_MB, OCR_PAGE_MAX_SIDE or OCR_JPEG_QUALITY.",
        _ when !isGemini => "That is no answer of Gemini: check GEMINI_BASE_URL, and the proxy if there is one.",
        (_, "FAILED_PRECONDITION") => "Check the region and the billing of the project that GEMINI_API_KEY belongs to.",
        (404, _) => "Check GEMINI_INDEX_MODEL, GEMINI_ACTE_MODEL and GEMINI_FALLBACK_MODEL.",
        _ => "Check GEMINI_INDEX_MODEL, GEMINI_ACTE_MODEL, GEMINI_MAX_OUTPUT_TOKENS and GEMINI_TIER.",
    };

    private static TimeSpan? RetryDelay(List<JsonElement> details)
    {
        var text = details.Where(detail => IsOfType(detail, "RetryInfo")).Select(detail => GeminiJson.Word(detail, "retryDelay")).FirstOrDefault();
        return double.TryParse(text?.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= LongestDelay
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static TimeSpan? Bounded(TimeSpan? delay) => delay is { TotalSeconds: >= 0 and <= LongestDelay } ? delay : null;

    private static IEnumerable<QuotaViolation> Violations(JsonElement detail) =>
        IsOfType(detail, "QuotaFailure") ? GeminiJson.Objects(detail, "violations").Select(Violation) : [];

    private static QuotaViolation Violation(JsonElement violation)
    {
        var metric = GeminiJson.Word(violation, "quotaMetric") ?? "";
        var id = GeminiJson.Word(violation, "quotaId") ?? metric;
        var tokens = id.Contains("token", StringComparison.OrdinalIgnoreCase) || metric.Contains("token", StringComparison.OrdinalIgnoreCase);
        var value = long.TryParse(GeminiJson.Word(violation, "quotaValue"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return new(
            id,
            id.Contains("PerDay", StringComparison.OrdinalIgnoreCase) ? QuotaPeriod.Day : QuotaPeriod.Minute,
            tokens ? QuotaUnit.InputTokens : QuotaUnit.Requests,
            value);
    }

    private static bool IsOfType(JsonElement detail, string name) =>
        GeminiJson.Word(detail, "@type")?.EndsWith("google.rpc." + name, StringComparison.Ordinal) is true;

    /// <summary>Some proxies wrap the object in an array.</summary>
    private static JsonElement? ErrorOf(ForeignBody body)
    {
        var answer = body.Json is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().FirstOrDefault() : body.Json;
        return ForeignBody.Member(answer, "error");
    }
}
