using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor.Peers;

/// <summary>
/// Reads the report of a daemon of this version or another (pure). What a daemon need not tell, and tells in a way that is not known here, counts as
/// not told; of a list, what is not known here is left out. Without what every daemon must tell there is no report.
/// </summary>
internal static class ReportReader
{
    private static readonly JsonSerializerOptions Json = new(DaemonDirectory.Json)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new ReadableItems() },
    };

    /// <summary>What may be untold, and what stands in its place then.</summary>
    private static readonly IReadOnlyList<(string Name, Type Type, string? Untold)> Untellable =
    [
        .. from member in typeof(DaemonReport).GetConstructors().Single(constructor => constructor.GetParameters().Length > 1).GetParameters()
           where member.HasDefaultValue || member.ParameterType == typeof(DriftReport)
           select (JsonNamingPolicy.CamelCase.ConvertName(member.Name!), member.ParameterType, member.HasDefaultValue ? null : JsonSerializer.Serialize(DriftReport.Empty, Json)),
    ];

    /// <returns>Null for what is no report.</returns>
    public static DaemonReport? Read(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject report)
            {
                return null;
            }

            foreach (var (name, type, untold) in Untellable)
            {
                if (report[name] is { } told && !IsReadable(told, type))
                {
                    report[name] = untold is null ? null : JsonNode.Parse(untold);
                }
            }

            return report.Deserialize<DaemonReport>(Json);
        }
        catch (Exception odd) when (IsOdd(odd))
        {
            return null;
        }
    }

    private static bool IsReadable(JsonNode told, Type type)
    {
        try
        {
            return told.Deserialize(type, Json) is not null;
        }
        catch (Exception odd) when (IsOdd(odd))
        {
            return false;
        }
    }

    private static bool IsOdd(Exception exception) => exception is JsonException or InvalidOperationException or NotSupportedException or ArgumentException;

    /// <summary>Lists without those of their items that cannot be read.</summary>
    private sealed class ReadableItems : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GenericTypeArguments[0]))!;

        private sealed class Of<T> : JsonConverter<IReadOnlyList<T>>
        {
            public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                using var items = JsonDocument.ParseValue(ref reader);
                var read = new List<T>();
                foreach (var item in items.RootElement.EnumerateArray())
                {
                    try
                    {
                        if (item.Deserialize<T>(options) is { } known)
                        {
                            read.Add(known);
                        }
                    }
                    catch (Exception odd) when (IsOdd(odd))
                    {
                    }
                }

                return read;
            }

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
