using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Ocr.Readings;

/// <summary>The one JSON dialect of readings: snake case, every member required, nothing unknown, no nulls.</summary>
internal static class ReadingJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <returns>The value, or null and what is wrong with the text.</returns>
    public static (T? Value, string? Fault) TryParse<T>(string text)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return HoldsNull(document.RootElement)
                ? (null, "the answer holds a null")
                : (document.Deserialize<T>(Options), null);
        }
        catch (JsonException broken)
        {
            return (null, $"the answer does not match the schema at {broken.Path ?? "its start"} (line {broken.LineNumber + 1})");
        }
    }

    /// <summary>The serializer checks members for null but not the elements of lists.</summary>
    private static bool HoldsNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => element.EnumerateArray().Any(HoldsNull),
        JsonValueKind.Object => element.EnumerateObject().Any(member => HoldsNull(member.Value)),
        _ => false,
    };
}
