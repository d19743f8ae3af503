using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>An error answer in the API's shape.</summary>
internal sealed class GeminiRefusal(int status, string word, string message, params JsonObject[] details) : Exception(message)
{
    public int Status { get; } = status;

    public JsonObject Body { get; } = new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = status,
            ["message"] = message,
            ["status"] = word,
            ["details"] = new JsonArray([.. details.Select(JsonNode (detail) => detail)]),
        },
    };

    public static GeminiRefusal Invalid(string message) => new(400, "INVALID_ARGUMENT", message);

    public static GeminiRefusal WrongKey() => new(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", new JsonObject
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
        ["reason"] = "API_KEY_INVALID",
        ["domain"] = "googleapis.com",
    });

    public static GeminiRefusal NoKey() => new(
        403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.");

    public static GeminiRefusal NoFile(string name) => new(
        403, "PERMISSION_DENIED", $"You do not have permission to access the File {name} or it may not exist.");

    public static GeminiRefusal Overloaded() => new(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");

    public static GeminiRefusal Broken() => new(500, "INTERNAL", "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting");

    public static GeminiRefusal ModelGone(string model) => new(
        404, "NOT_FOUND", $"models/{model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.");

    public static GeminiRefusal NoBilling() => new(
        400, "FAILED_PRECONDITION", "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.");

    public static GeminiRefusal Forbidden() => new(403, "PERMISSION_DENIED", "Your project has been denied access. Please contact support.");

    public static GeminiRefusal Cancelled() => new(499, "CANCELLED", "The operation was cancelled.");

    public static GeminiRefusal NoPages() => Invalid("The document has no pages.");

    public static GeminiRefusal ImageRefused() => Invalid("Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting");

    public static GeminiRefusal BadRequest() => Invalid("Request contains an invalid argument.");

    public static GeminiRefusal QuotaExceeded(QuotaBreach breach, bool tellsRetry, bool namesQuota, bool tellsValue)
    {
        var details = new List<JsonObject>();
        if (namesQuota)
        {
            details.Add(QuotaFailure(breach, tellsValue));
        }

        if (tellsRetry)
        {
            details.Add(new()
            {
                ["@type"] = "type.googleapis.com/google.rpc.RetryInfo",
                ["retryDelay"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, breach.RoomIn.TotalSeconds):0.###}s"),
            });
        }

        return new(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.", [.. details]);
    }

    private static JsonObject QuotaFailure(QuotaBreach breach, bool tellsValue)
    {
        var violation = new JsonObject
        {
            ["quotaMetric"] = breach.What is "tokens"
                ? "generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count"
                : "generativelanguage.googleapis.com/generate_content_paid_tier_requests",
            ["quotaId"] = breach.What switch
            {
                "tokens" => "GenerateContentPaidTierInputTokensPerModelPerMinute",
                "day" => "GenerateRequestsPerDayPerProjectPerModel",
                _ => "GenerateRequestsPerMinutePerProjectPerModel",
            },
            ["quotaDimensions"] = new JsonObject { ["location"] = "global" },
        };
        if (tellsValue)
        {
            violation["quotaValue"] = breach.Limit.ToString(CultureInfo.InvariantCulture);
        }

        return new() { ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure", ["violations"] = new JsonArray(violation) };
    }
}
