using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Documents;

/// <summary>
/// What an answer of Supabase Storage means (pure). It answers most failures with HTTP 400 and puts the real code, as text, into the body.
/// </summary>
internal sealed record StorageFailure(int Code, string Message)
{
    public bool IsMissing => Code == (int)HttpStatusCode.NotFound;

    public bool IsAlreadyThere => Code == (int)HttpStatusCode.Conflict;

    public bool MayPass => Code is (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500;

    public static StorageFailure Of(HttpStatusCode status, string body)
    {
        try
        {
            if (JsonNode.Parse(body) is JsonObject told)
            {
                var code = int.TryParse(told["statusCode"]?.ToString(), CultureInfo.InvariantCulture, out var inside) ? inside : (int)status;
                return new(code, told["message"]?.ToString() ?? told["error"]?.ToString() ?? "");
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers in its own way.
        }

        return new((int)status, body.Length <= 200 ? body : body[..200]);
    }

    /// <summary>The next step for the operator.</summary>
    public string Remedy(string environment) => Code switch
    {
        401 or 403 => $"Check {environment}_SUPABASE_SERVICE_KEY: it must be the service key of this project.",
        404 => "The object or its bucket does not exist.",
        413 => "The document is larger than the project's upload limit: raise it in the project's Storage settings.",
        415 => "The bucket does not allow application/pdf: allow it in the bucket's settings.",
        429 or >= 500 => "Storage is busy or down; it is tried again.",
        _ => "Storage refused the request.",
    };
}
