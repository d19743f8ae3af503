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
        AllowDuplicateProperties = false,
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
            using var document = JsonDocument.Parse(WithoutFence(text).ToString());
            return FindUnstorable(document.RootElement) is { } fault
                ? (null, $"the answer holds {fault}")
                : (document.Deserialize<T>(Options), null);
        }
        catch (JsonException broken)
        {
            return (null, $"the answer does not match the schema{(broken.Path is null ? "" : $" at {broken.Path}")}");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: text that no database stores.
            return (null, "the answer holds broken characters");
        }
    }

    /// <summary>A model puts the JSON that it was asked for into a fence of markdown at times; what is in the fence is the answer.</summary>
    private static ReadOnlySpan<char> WithoutFence(string text)
    {
        const string fence = "```";
        const string language = "json";
        var bare = text.AsSpan().Trim();
        if (bare.Length < 2 * fence.Length || !bare.StartsWith(fence) || !bare.EndsWith(fence))
        {
            return text;
        }

        var inside = bare[fence.Length..^fence.Length];
        return inside.StartsWith(language, StringComparison.OrdinalIgnoreCase) ? inside[language.Length..] : inside;
    }

    /// <summary>The serializer checks members for null but not the elements of lists; the database refuses NUL.</summary>
    private static string? FindUnstorable(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => "a null",
        JsonValueKind.String when element.GetString()!.Contains('\0', StringComparison.Ordinal) => "a NUL character",
        JsonValueKind.Array => element.EnumerateArray().Select(FindUnstorable).FirstOrDefault(fault => fault is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(member => FindUnstorable(member.Value)).FirstOrDefault(fault => fault is not null),
        _ => null,
    };
}
