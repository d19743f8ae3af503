using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Workers.Hosting.Http;

namespace Workers.Database;

/// <summary>How records travel to and from the SQL functions: snake case, enums by name, no nulls.</summary>
internal static class DatabaseJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // An answer that lacks what it must have, or has null for it, is no answer of ours.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new LenientTimestamp(), new WholeLists() },
    };

    /// <summary>An answer of one of our functions, whatever came in its place.</summary>
    /// <exception cref="DatabaseException">It is none: the function may have been applied, and it may be asked again.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Foreign bytes; each of the reader's ways to fail means the same.")]
    public static T Read<T>(ReadOnlySpan<byte> answer)
    {
        Exception? inner = null;
        try
        {
            if (JsonSerializer.Deserialize<T>(answer, Options) is { } value)
            {
                return value;
            }
        }
        catch (Exception odd)
        {
            inner = odd;
        }

        var shown = ForeignBody.Show(Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, ForeignBody.MostOfAnError)]));
        throw new DatabaseException(DatabaseFailure.Unavailable, $"the answer is not one of ours: {(shown.Length == 0 ? "nothing" : shown)}", inner);
    }

    /// <summary>One record of an answer, so that an odd one does not spoil the others.</summary>
    /// <param name="why">The member that cannot be read and what it holds; null when it could.</param>
    public static bool TryRead<T>(JsonElement element, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? why)
    {
        (value, why) = (default, null);
        try
        {
            value = element.Deserialize<T>(Options);
            why = value is null ? "it is null" : null;
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or NotSupportedException)
        {
            why = Unreadable(element, (odd as JsonException)?.Path);
        }

        return why is null;
    }

    private static string Unreadable(JsonElement element, string? path)
    {
        var member = path?.TrimStart('$', '.') ?? "";
        return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(member, out var held)
            ? $"{member} is {ForeignBody.Show(held.GetRawText())}, which cannot be read"
            : $"it lacks what it must have: {ForeignBody.Show(element.GetRawText())}";
    }

    /// <summary>
    /// ISO 8601, and Postgres's own form ("2026-01-02 03:04:05.6+00") that some servers pass on. Postgres counts from 4714 BC to 294276
    /// and knows both infinities: what lies beyond .NET's years is its first or last moment.
    /// </summary>
    private sealed class LenientTimestamp : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
                : text is "-infinity" || text.EndsWith(" BC", StringComparison.Ordinal) ? DateTimeOffset.MinValue
                : text is "infinity" || text.IndexOf('-') is 5 or 6 || text.StartsWith("9999-12-31", StringComparison.Ordinal) ? DateTimeOffset.MaxValue
                : text.StartsWith("0001-01-01", StringComparison.Ordinal) ? DateTimeOffset.MinValue
                : throw new JsonException($"Not a timestamp: {text}");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>A list of records has no holes, which the serializer does not see to.</summary>
    private sealed class WholeLists : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !typeof(JsonNode).IsAssignableFrom(typeToConvert.GenericTypeArguments[0]);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GenericTypeArguments[0]))!;

        private sealed class Of<T> : JsonConverter<IReadOnlyList<T>>
        {
            public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                JsonSerializer.Deserialize<T[]>(ref reader, options) is { } items && !Array.Exists(items, item => item is null)
                    ? items
                    : throw new JsonException("A list holds nothing where a record must be.");

            public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
            {
                writer.WriteStartArray();
                foreach (var item in value)
                {
                    JsonSerializer.Serialize(writer, item, options);
                }

                writer.WriteEndArray();
            }
        }
    }
}
