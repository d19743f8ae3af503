using System.Text.Json;

namespace Workers.Web;

/// <summary>Why a body of JSON is not taken, in words of the API: what was found, where, and what is allowed. Pure.</summary>
internal static class JsonFault
{
    private static readonly JsonDocumentOptions Lax = new() { MaxDepth = WebJson.Options.MaxDepth, AllowDuplicateProperties = true };

    /// <param name="shape">What is taken there.</param>
    /// <param name="odd">Why it was not.</param>
    public static string Describe(ReadOnlyMemory<byte> body, Type shape, JsonException odd)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Lax);
            return Describe(document.RootElement, shape, odd);
        }
        catch (JsonException broken)
        {
            return FormattableString.Invariant($"The body is no JSON: it cannot be read at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}. Allowed: an object with {Names(shape)}, at most {WebJson.Options.MaxDepth} levels deep.");
        }
    }

    private static string Describe(JsonElement root, Type shape, JsonException odd)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return $"The body: found {Kind(root)}; allowed: an object with {Names(shape)}.";
        }

        var members = Members(shape);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
            {
                return $"{Show(member.Name)}: the member is named twice. Leave one of them out.";
            }

            if (!members.ContainsKey(member.Name))
            {
                return $"{Show(member.Name)}: is unknown; known: {Names(shape)}.";
            }
        }

        var path = (odd.Path ?? "$").TrimStart('$', '.');
        return members.TryGetValue(path, out var type) && root.TryGetProperty(path, out var value)
            ? $"{path}: found {Kind(value)}; allowed: {Allowed(type)}."
            : $"{(path.Length > 0 ? Show(path) : "The body")}: is not what is taken there, or a member of it is named twice.";
    }

    private static Dictionary<string, Type> Members(Type shape) =>
        WebJson.Options.GetTypeInfo(shape).Properties.ToDictionary(property => property.Name, property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, StringComparer.Ordinal);

    private static string Names(Type shape) => string.Join(", ", Members(shape).Keys);

    private static string Show(string name) => Operations.TypedText.Show(name).Trim('\'');

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {Show(value.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => $"'{value.GetRawText()}'",
        _ => "null",
    };

    private static string Allowed(Type type) =>
        type == typeof(string) ? "a text without broken characters"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(bool) ? "true, false"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))
        : typeof(System.Collections.IDictionary).IsAssignableFrom(type) || type.Name.Contains("Dictionary", StringComparison.Ordinal) ? "an object of texts, each member once"
        : "an array of texts";
}
