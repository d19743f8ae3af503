using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Workers.Ocr.Readings;

/// <summary>
/// The JSON of readings. We write and keep one dialect: snake case, every member there, nothing unknown, no nulls. What a model answers is
/// first brought into it by <see cref="ReadingShape"/>.
/// </summary>
internal static class ReadingJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <param name="text">What the model answered: one JSON value, in a fence of markdown or not, and nothing beside it.</param>
    /// <returns>The value, or null and what is wrong with the text.</returns>
    public static (T? Value, string? Fault) TryParse<T>(string text)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(MarkdownFence.Inside(text).ToString());
            return (ReadingShape.Fit(document.RootElement, typeof(T), Options).Deserialize<T>(Options), null);
        }
        catch (ReadingShapeException wrong)
        {
            return (null, wrong.Message);
        }
        catch (JsonException)
        {
            return (null, "the answer does not match the schema: it is not one JSON value");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: text that no database stores.
            return (null, "the answer holds broken characters");
        }
    }
}
