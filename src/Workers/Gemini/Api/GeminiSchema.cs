using System.Text.Json;

namespace Workers.Gemini.Api;

/// <summary>
/// Rewrites a JSON schema in the dialect of <c>responseSchema</c>: one type and <c>nullable</c> instead of a list of
/// types, upper-case type names, and the order in which properties are to be written. Words the API does not know are left out. Pure.
/// </summary>
internal static class GeminiSchema
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "description", "enum", "format", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "pattern", "required", "nullable",
    };

    public static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        foreach (var member in schema.EnumerateObject())
        {
            WriteMember(writer, member);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, JsonProperty member)
    {
        switch (member.Name)
        {
            case "type":
                WriteType(writer, member.Value);
                break;
            case "properties":
                WriteProperties(writer, member.Value);
                break;
            case "items":
                writer.WritePropertyName(member.Name);
                Write(writer, member.Value);
                break;
            case "anyOf":
                writer.WriteStartArray(member.Name);
                foreach (var choice in member.Value.EnumerateArray())
                {
                    Write(writer, choice);
                }

                writer.WriteEndArray();
                break;
            default:
                if (Kept.Contains(member.Name))
                {
                    member.WriteTo(writer);
                }

                break;
        }
    }

    private static void WriteType(Utf8JsonWriter writer, JsonElement type)
    {
        var names = type.ValueKind is JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)] : new[] { type.GetString()! };
        writer.WriteString("type", names.First(name => name is not "null").ToUpperInvariant());
        if (names.Contains("null", StringComparer.Ordinal))
        {
            writer.WriteBoolean("nullable", true);
        }
    }

    private static void WriteProperties(Utf8JsonWriter writer, JsonElement properties)
    {
        writer.WriteStartObject("properties");
        foreach (var property in properties.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            Write(writer, property.Value);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("propertyOrdering");
        foreach (var property in properties.EnumerateObject())
        {
            writer.WriteStringValue(property.Name);
        }

        writer.WriteEndArray();
    }
}
