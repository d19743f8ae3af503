using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>
/// Fits what a reader knows into the shape a request asks for: properties by their name, in the asked order; what it does
/// not know becomes the type's empty value. A property that is not asked for is left out.
/// </summary>
internal static class GeminiShape
{
    public static JsonNode Fit(JsonNode? known, JsonObject schema) => ((string?)schema["type"])?.ToUpperInvariant() switch
    {
        "OBJECT" => FitObject(known as JsonObject, schema),
        "ARRAY" => FitArray(known as JsonArray, schema),
        "INTEGER" or "NUMBER" => Kept(known) ?? JsonValue.Create(0),
        "BOOLEAN" => Kept(known) ?? JsonValue.Create(false),
        _ => Kept(known) ?? JsonValue.Create((schema["enum"] as JsonArray) is { Count: > 0 } words ? (string?)words[^1] ?? "" : ""),
    };

    private static JsonNode? Kept(JsonNode? known) => known is JsonValue value ? value.DeepClone() : null;

    private static JsonObject FitObject(JsonObject? known, JsonObject schema)
    {
        var result = new JsonObject();
        foreach (var (name, shape) in schema["properties"] as JsonObject ?? [])
        {
            if (shape is JsonObject member)
            {
                result[name] = Fit(known?[name], member);
            }
        }

        return result;
    }

    private static JsonArray FitArray(JsonArray? known, JsonObject schema) =>
        schema["items"] is JsonObject items ? new([.. (known ?? []).Select(item => Fit(item, items))]) : [];
}
