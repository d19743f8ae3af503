using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Database;

/// <summary>How records travel to and from the SQL functions: snake case, enums by name, no nulls.</summary>
internal static class DatabaseJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new LenientTimestamp() },
    };

    /// <summary>ISO 8601, and Postgres's own form ("2026-01-02 03:04:05.6+00") that some servers pass on.</summary>
    private sealed class LenientTimestamp : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new JsonException($"Not a timestamp: {reader.GetString()}");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture));
    }
}
