using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>PostgREST for functions: <c>/rpc/…</c>. Tables and views are not part of it.</summary>
internal sealed class RestFront(StrangerSupabaseOptions options, RoutineCache routines) : IAsyncDisposable
{
    private const string Json = "application/json; charset=utf-8";
    private const string OneObject = "application/vnd.pgrst.object+json; charset=utf-8";

    private readonly RestSession _session = new(options);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Answers a request whose path begins behind <c>/rest/v1</c>.</summary>
    public async Task<StrangerAnswer> AnswerAsync(StrangerRequest request)
    {
        var (caller, fault) = CallerOf(request["Authorization"]);
        if (caller is null)
        {
            return RestErrors.Token(fault!);
        }

        try
        {
            return await CallAsync(request, caller);
        }
        catch (RestFault refused)
        {
            return refused.Answer;
        }
    }

    private (RestCaller? Caller, TokenFault? Fault) CallerOf(string authorization)
    {
        if (authorization.Length is 0)
        {
            return (new("anon", new() { ["role"] = "anon" }), null);
        }

        var token = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : authorization;
        var (claims, fault) = SignedToken.Read(token, options.JwtSecret, options.Time.GetUtcNow());
        if (claims is null)
        {
            return (null, fault);
        }

        var role = claims["role"] is JsonValue told && told.GetValueKind() is JsonValueKind.String ? told.GetValue<string>() : "anon";
        claims["role"] = role;
        return (new(role, claims), null);
    }

    private async Task<StrangerAnswer> CallAsync(StrangerRequest request, RestCaller caller)
    {
        var schema = SchemaOf(request);
        var name = NameOf(request.Path, schema);
        if (request.Method is not ("POST" or "GET" or "HEAD"))
        {
            throw RestFault.WrongMethod(request.Method);
        }

        var payload = RestPayload.Read(request);
        var routine = RoutineChoice.Choose(routines.Known, schema, name, payload.Names, payload.By, payload.BodyTypes);
        var type = Negotiate(request["Accept"]);
        var preferences = RestPreferences.Read(request["Prefer"]);
        if (preferences.Strict && preferences.Unknown.Count > 0)
        {
            throw RestFault.BadPreferences(preferences.Unknown);
        }

        var range = routine.ReturnsSet ? RestRange.Read(request, options.MaxRows) : new(0, null);
        await using var command = RoutineCall.Build(routine, payload, range, preferences.ExactCount, single: type == OneObject);
        var (result, failure) = await _session.RunAsync(request, caller, routine, preferences.TimeZone, command, result =>
        {
            if (type == OneObject && result.Rows is not 1)
            {
                throw RestFault.NotOneRow(result.Rows);
            }
        });
        return failure ?? Render(request, routine, range, preferences, type, schema, result!);
    }

    private StrangerAnswer Render(
        StrangerRequest request, Routine routine, RestRange range, RestPreferences preferences, string type, string schema, RoutineResult result)
    {
        var answer = routine.ReturnsVoid
            ? StrangerAnswer.Empty(204)
            : new(RestRange.StatusOf(result.Rows, result.Total), [new("Content-Type", type)], Encoding.UTF8.GetBytes(result.Body));
        answer = answer.With("Content-Range", range.Tell(result.Rows, result.Total));
        if (options.Schemas.Count > 1 && !routine.ReturnsVoid)
        {
            answer = answer.With("Content-Profile", schema);
        }

        if (preferences.Applied.Length > 0)
        {
            answer = answer.With("Preference-Applied", preferences.Applied);
        }

        return request.Method is "HEAD" ? answer : Overridden(answer, result);
    }

    /// <summary>A function may set the status and headers of its answer.</summary>
    private static StrangerAnswer Overridden(StrangerAnswer answer, RoutineResult result)
    {
        if (result.Status is { } told)
        {
            answer = int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                ? answer with { Status = status }
                : throw new RestFault(500, "PGRST112", "response.status guc must be a valid status code");
        }

        try
        {
            var lines = result.Headers is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>[]>(result.Headers)!;
            return lines.SelectMany(line => line).Aggregate(answer, (so, line) =>
                (so with { Headers = [.. so.Headers.Where(header => !header.Key.Equals(line.Key, StringComparison.OrdinalIgnoreCase))] }).With(line.Key, line.Value));
        }
        catch (JsonException)
        {
            throw new RestFault(500, "PGRST111", "response.headers guc must be a JSON array composed of objects with a single key and a string value");
        }
    }

    private string SchemaOf(StrangerRequest request)
    {
        var asked = request[request.Method is "GET" or "HEAD" ? "Accept-Profile" : "Content-Profile"];
        return asked.Length is 0 ? options.Schemas[0] : options.Schemas.Contains(asked, StringComparer.Ordinal) ? asked : throw RestFault.UnknownSchema(asked, options.Schemas);
    }

    private static string NameOf(string path, string schema) => path.Trim('/').Split('/') switch
    {
        ["rpc", var name] => Uri.UnescapeDataString(name),
        [var table] => throw RestFault.NoTable(schema, Uri.UnescapeDataString(table)),
        _ => throw RestFault.NoPath(),
    };

    private static string Negotiate(string accept)
    {
        var asked = accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(type => type.Split(';')[0].Trim()).ToArray();
        foreach (var type in asked)
        {
            switch (type)
            {
                case "*/*" or "application/json" or "application/vnd.pgrst.array+json" or "application/vnd.pgrst.array":
                    return Json;
                case "application/vnd.pgrst.object+json" or "application/vnd.pgrst.object":
                    return OneObject;
            }
        }

        return asked.Length is 0 ? Json : throw RestFault.NotAcceptable(string.Join(", ", asked));
    }
}
