using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Gemini.Api;

/// <summary>Turns an error answer of the API into a <see cref="GeminiException"/>. Pure.</summary>
internal static class GeminiFailures
{
    private const int LongestMessage = 500;

    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer's text, JSON or not.</param>
    /// <param name="retryAfter">The Retry-After header, for answers without RetryInfo.</param>
    public static GeminiException FromAnswer(int status, string body, TimeSpan? retryAfter)
    {
        var error = ErrorOf(body);
        var details = (error?["details"] as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
        var text = Text(error?["message"]) ?? body;
        var word = Text(error?["status"]);
        var message = string.Create(CultureInfo.InvariantCulture, $"Gemini answered {status}{(word is null ? "" : " " + word)}: {Shorten(text)}");
        return new(KindOf(status, text, details), message)
        {
            RetryAfter = RetryDelay(details) ?? retryAfter,
            Quotas = [.. details.SelectMany(Violations)],
            IsOutage = status is 502 or 503 or 504,
        };
    }

    private static GeminiFailure KindOf(int status, string text, List<JsonObject> details) => status switch
    {
        429 => GeminiFailure.RateLimited,
        // An uploaded file that expired or was deleted; uploaded again, the reading goes on.
        403 or 404 when text.Contains("it may not exist", StringComparison.OrdinalIgnoreCase) => GeminiFailure.Unavailable,
        401 or 403 => GeminiFailure.Unauthorized,
        400 when details.Exists(detail => Text(detail["reason"]) is "API_KEY_INVALID")
            || text.Contains("API key not valid", StringComparison.OrdinalIgnoreCase) => GeminiFailure.Unauthorized,
        408 or >= 500 => GeminiFailure.Unavailable,
        _ => GeminiFailure.Invalid,
    };

    private static TimeSpan? RetryDelay(List<JsonObject> details)
    {
        var text = details.Where(detail => IsOfType(detail, "RetryInfo")).Select(detail => Text(detail["retryDelay"])).FirstOrDefault();
        return text is not null && double.TryParse(text.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static IEnumerable<QuotaViolation> Violations(JsonObject detail) =>
        IsOfType(detail, "QuotaFailure") && detail["violations"] is JsonArray violations
            ? violations.OfType<JsonObject>().Select(Violation)
            : [];

    private static QuotaViolation Violation(JsonObject violation)
    {
        var id = Text(violation["quotaId"]) ?? Text(violation["quotaMetric"]) ?? "";
        var metric = Text(violation["quotaMetric"]) ?? "";
        var tokens = id.Contains("token", StringComparison.OrdinalIgnoreCase) || metric.Contains("token", StringComparison.OrdinalIgnoreCase);
        var value = long.TryParse(Text(violation["quotaValue"]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return new(
            id,
            id.Contains("PerDay", StringComparison.OrdinalIgnoreCase) ? QuotaPeriod.Day : QuotaPeriod.Minute,
            tokens ? QuotaUnit.InputTokens : QuotaUnit.Requests,
            value);
    }

    private static bool IsOfType(JsonObject detail, string name) =>
        Text(detail["@type"])?.EndsWith("google.rpc." + name, StringComparison.Ordinal) is true;

    private static JsonNode? ErrorOf(string body)
    {
        try
        {
            // Some proxies wrap the object in an array.
            var node = JsonNode.Parse(body);
            return ((node as JsonArray)?.FirstOrDefault() ?? node) is JsonObject answer ? answer["error"] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Text of a string or number; null for anything else.</summary>
    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    private static string Shorten(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "…";
    }
}
