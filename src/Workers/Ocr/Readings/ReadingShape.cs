using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Workers.Ocr.Readings;

/// <summary>An answer that cannot be brought into its shape with certainty; the message is for people.</summary>
internal sealed class ReadingShapeException(string message) : Exception(message);

/// <summary>
/// Brings a model's JSON into the shape of a record, where what is meant is certain: a whole number or a text in the other's spelling, an
/// enum's word in another spelling, null or nothing for what is empty, one thing for a list of it, a member more. An answer that was paid
/// for is not paid again for such a thing. What could mean two things is refused with its place. Pure.
/// </summary>
internal static class ReadingShape
{
    /// <param name="type">A record that is read from JSON by <paramref name="options"/>.</param>
    /// <exception cref="ReadingShapeException">What is wrong, and where.</exception>
    /// <exception cref="InvalidOperationException">A text holds half a surrogate pair.</exception>
    public static JsonNode Fit(JsonElement value, Type type, JsonSerializerOptions options) => Fit(value, options.GetTypeInfo(type), "$");

    private static JsonNode Fit(JsonElement value, JsonTypeInfo type, string place) => type switch
    {
        { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } => FitList(value, type.Options.GetTypeInfo(element), place),
        { Kind: JsonTypeInfoKind.Object } => FitObject(value, type, place),
        _ when type.Type == typeof(string) => Text(value, place),
        _ when type.Type == typeof(int) => Whole(value, place),
        _ when type.Type == typeof(bool) => Truth(value, place),
        _ when type.Type.IsEnum => Word(value, type, place),
        _ => throw new NotSupportedException($"{type.Type} is no part of a reading."),
    };

    private static JsonArray FitList(JsonElement value, JsonTypeInfo element, string place) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.String when value.GetString() is "" => [],
        JsonValueKind.Array => [.. value.EnumerateArray().Select((item, i) => FitItem(item, element, FormattableString.Invariant($"{place}[{i}]")))],
        _ => [FitItem(value, element, place)],
    };

    private static JsonNode FitItem(JsonElement item, JsonTypeInfo element, string place) =>
        item.ValueKind is JsonValueKind.Null ? throw Wrong(place, "holds a null in a list") : Fit(item, element, place);

    private static JsonObject FitObject(JsonElement value, JsonTypeInfo type, string place)
    {
        if (value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() is 1)
        {
            value = list[0];
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw Wrong(place, "should be an object");
        }

        var members = Members(value, place);
        var known = new JsonObject();
        foreach (var property in type.Properties)
        {
            var (name, there) = ($"{place}.{property.Name}", members.TryGetValue(Folded(property.Name), out var member));
            known[property.Name] = there && member.ValueKind is not JsonValueKind.Null
                ? Fit(member, type.Options.GetTypeInfo(property.PropertyType), name)
                : Nothing(type.Options.GetTypeInfo(property.PropertyType), isThere: there, IsNeeded(property)) ?? throw Wrong(name, there ? "is null" : "is missing");
        }

        return known;
    }

    /// <summary>By folded names. A member that is there twice and says two things means neither.</summary>
    private static Dictionary<string, JsonElement> Members(JsonElement value, string place)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = Folded(member.Name);
            if (!members.TryAdd(name, member.Value) && !JsonElement.DeepEquals(members[name], member.Value))
            {
                throw Wrong($"{place}.{name}", "is there twice and differs");
            }
        }

        return members;
    }

    /// <summary>What stands for a member that is null or not there: empty text, an empty list, an object of which nothing is needed.</summary>
    /// <returns>Null where nothing can stand for it.</returns>
    private static JsonNode? Nothing(JsonTypeInfo type, bool isThere, bool isNeeded) => type switch
    {
        _ when isNeeded && !isThere => null,
        _ when type.Type == typeof(string) => JsonValue.Create(""),
        { Kind: JsonTypeInfoKind.Enumerable } => new JsonArray(),
        { Kind: JsonTypeInfoKind.Object } => NothingOf(type),
        _ => null,
    };

    private static JsonObject? NothingOf(JsonTypeInfo type)
    {
        var known = new JsonObject();
        foreach (var property in type.Properties)
        {
            if (Nothing(type.Options.GetTypeInfo(property.PropertyType), isThere: false, IsNeeded(property)) is not { } nothing)
            {
                return null;
            }

            known[property.Name] = nothing;
        }

        return known;
    }

    private static bool IsNeeded(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(NeededAttribute), inherit: false) is true;

    private static JsonValue Text(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonValue.Create(""),
        JsonValueKind.String when value.GetString()!.Contains('\0', StringComparison.Ordinal) => throw Wrong(place, "holds a NUL character"),
        JsonValueKind.String when value.GetString()!.Contains('\ufffe', StringComparison.Ordinal) => throw Wrong(place, "holds U+FFFE, which is no character"),
        JsonValueKind.String => JsonValue.Create(value.GetString()!),
        JsonValueKind.Number when value.GetRawText() is var digits && !digits.Contains('e', StringComparison.OrdinalIgnoreCase) =>
            JsonValue.Create(digits.EndsWith(".0", StringComparison.Ordinal) ? digits[..^2] : digits),
        _ => throw Wrong(place, "should be text"),
    };

    private static JsonValue Whole(JsonElement value, string place)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var digits = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!.Trim(),
            _ => "",
        };
        return decimal.TryParse(digits, value.ValueKind is JsonValueKind.Number ? plain | NumberStyles.AllowExponent : plain, CultureInfo.InvariantCulture, out var number)
            && decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue
                ? JsonValue.Create((int)number)
                : throw Wrong(place, "should be a whole number");
    }

    private static JsonValue Truth(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        JsonValueKind.String when bool.TryParse(value.GetString(), out var truth) => JsonValue.Create(truth),
        _ => throw Wrong(place, "should be true or false"),
    };

    private static JsonValue Word(JsonElement value, JsonTypeInfo type, string place)
    {
        var said = value.ValueKind is JsonValueKind.String ? Folded(value.GetString()!) : "";
        var names = Enum.GetNames(type.Type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
        return names.FirstOrDefault(name => Folded(name) == said) is { } found ? JsonValue.Create(found) : throw Wrong(place, "is none of the allowed words");
    }

    /// <summary>Letters and digits in lower case without accents.</summary>
    private static string Folded(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static ReadingShapeException Wrong(string place, string what) => new($"the answer does not match the schema: {place} {what}");
}

/// <summary>A member without which a reading says nothing of the page: when it is missing, that does not mean that it is empty.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NeededAttribute : Attribute;
