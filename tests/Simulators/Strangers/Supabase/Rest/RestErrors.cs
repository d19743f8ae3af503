using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>PostgREST's error answers: four keys in the order of the alphabet, and the code once more in <c>Proxy-Status</c>.</summary>
internal static class RestErrors
{
    public static StrangerAnswer Answer(int status, string code, string message, string? details, string? hint) =>
        StrangerAnswer.Json(status, new JsonObject { ["code"] = code, ["details"] = details, ["hint"] = hint, ["message"] = message })
            .With("Proxy-Status", $"PostgREST; error={code}");

    public static StrangerAnswer NoSchemaCache() =>
        Answer(503, "PGRST002", "Could not query the database for the schema cache. Retrying.", null, null);

    public static StrangerAnswer PoolTimeout() => Answer(504, "PGRST003", "Timed out acquiring connection from connection pool.", null, null);

    /// <summary>No connection could be made.</summary>
    public static StrangerAnswer NoDatabase(string details) =>
        Answer(503, "PGRST000", "Database connection error. Retrying the connection.", details, null);

    /// <summary>The connection broke while it was used; whether the work was committed is not known.</summary>
    public static StrangerAnswer Broken(string details) =>
        Answer(503, "PGRST001", "Database client error. Retrying the connection.", details, null);

    public static StrangerAnswer Token(TokenFault fault) => Answer(401, fault.Code, fault.Message, fault.Details, null)
        .With("WWW-Authenticate", $"Bearer error=\"invalid_token\", error_description=\"{fault.Message}\"");

    /// <summary>An error of Postgres. <paramref name="known"/>: the caller is somebody other than anon.</summary>
    public static StrangerAnswer Of(PostgresException error, bool known)
    {
        if (error.SqlState == "PGRST")
        {
            return Raised(error);
        }

        var status = SqlStateStatus.Of(error.SqlState, error.MessageText, known);
        var answer = Answer(status, error.SqlState, error.MessageText, error.Detail, error.Hint);
        return status is 401 ? answer.With("WWW-Authenticate", "Bearer") : answer;
    }

    /// <summary><c>raise sqlstate 'PGRST'</c>: the message is the body, the detail has the status and the headers.</summary>
    private static StrangerAnswer Raised(PostgresException error)
    {
        var (said, told) = (Parse(error.MessageText), Parse(error.Detail));
        if (said?["code"] is null || said["message"] is null)
        {
            return NotParsed(
                $"Invalid JSON value for MESSAGE: '{error.MessageText}'",
                "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.");
        }

        if (told?["status"] is null || told["headers"] is not JsonObject headers)
        {
            return NotParsed(
                error.Detail is null ? "DETAIL is missing in the RAISE statement" : $"Invalid JSON value for DETAIL: '{error.Detail}'",
                "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.");
        }

        var answer = Answer((int)told["status"]!, (string)said["code"]!, (string)said["message"]!, (string?)said["details"], (string?)said["hint"]);
        return headers.Aggregate(answer, (so, header) => so.With(header.Key, (string?)header.Value ?? ""));
    }

    private static StrangerAnswer NotParsed(string details, string hint) =>
        Answer(500, "PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error", details, hint);

    private static JsonObject? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
