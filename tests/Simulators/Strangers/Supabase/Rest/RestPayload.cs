using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>The arguments of a request as PostgREST reads them (<c>ApiRequest/Payload.hs</c>), before a function is chosen.</summary>
/// <param name="BodyTypes">The types that a single unnamed parameter may have to take the whole body; empty when none may.</param>
/// <param name="IsArray">The body is a JSON array: its first element counts.</param>
internal sealed record RestPayload(
    ArgumentsBy By,
    IReadOnlyCollection<string> Names,
    IReadOnlyList<string> BodyTypes,
    byte[] Body,
    IReadOnlyList<KeyValuePair<string, string>> Texts,
    bool IsArray)
{
    private static readonly string[] Shaping = ["select", "columns", "order", "limit", "offset", "and", "or", "apikey"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body as text.</summary>
    public string Text => Strict.GetString(Body);

    /// <exception cref="RestFault">The body or its type is not taken (PGRST102).</exception>
    public static RestPayload Read(StrangerRequest request)
    {
        if (request.Method is not "POST")
        {
            return OfTexts([.. request.Query.Where(pair => !Shaping.Contains(pair.Key, StringComparer.Ordinal))]);
        }

        // A body without a type is JSON.
        var type = request["Content-Type"].Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "" or "application/json" => OfJson(request.Body),
            "application/x-www-form-urlencoded" => OfTexts([.. Form(request.Body)]),
            "text/plain" => OfRaw(request.Body, "text"),
            "text/xml" => OfRaw(request.Body, "xml"),
            "application/octet-stream" => OfRaw(request.Body, "bytea"),
            _ => throw RestFault.InvalidBody($"Content-Type not acceptable: {type}"),
        };
    }

    private static RestPayload OfTexts(KeyValuePair<string, string>[] texts) =>
        new(ArgumentsBy.Texts, [.. texts.Select(pair => pair.Key).Distinct(StringComparer.Ordinal)], [], [], texts, IsArray: false);

    private static RestPayload OfRaw(byte[] body, string type) => new(ArgumentsBy.Raw, [], [type], body, [], IsArray: false);

    private static RestPayload OfJson(byte[] body)
    {
        var read = body.Length is 0 ? "{}"u8.ToArray() : body;
        try
        {
            _ = Strict.GetCharCount(read);
            using var parsed = JsonDocument.Parse(read, new() { MaxDepth = 1000 });
            return parsed.RootElement.ValueKind switch
            {
                JsonValueKind.Object => Json(read, NamesOf(parsed.RootElement), isArray: false),
                JsonValueKind.Array => OfArray(read, parsed.RootElement),
                _ => Json("[]"u8.ToArray(), [], isArray: true),
            };
        }
        catch (Exception broken) when (broken is JsonException or DecoderFallbackException)
        {
            throw RestFault.InvalidBody("Empty or invalid json");
        }
    }

    private static RestPayload OfArray(byte[] body, JsonElement array)
    {
        var names = array.GetArrayLength() > 0 && array[0].ValueKind is JsonValueKind.Object ? NamesOf(array[0]) : null;
        var alike = array.EnumerateArray().All(element => element.ValueKind is JsonValueKind.Object && names is not null && names.SetEquals(NamesOf(element)));
        return alike ? Json(body, names ?? [], isArray: true) : throw RestFault.InvalidBody("All object keys must match");
    }

    private static RestPayload Json(byte[] body, HashSet<string> names, bool isArray) => new(ArgumentsBy.Json, names, ["json", "jsonb"], body, [], isArray);

    private static HashSet<string> NamesOf(JsonElement element) => element.EnumerateObject().Select(property => property.Name).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Form(byte[] body) => QueryHelpers.ParseQuery(Strict.GetString(body))
        .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
}
