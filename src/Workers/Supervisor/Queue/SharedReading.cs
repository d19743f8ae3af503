using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Supervisor.Queue;

/// <summary>What one daemon read of a queue, as the others take it.</summary>
/// <param name="Disk">Whose it is alone, because documents wait for one disk; null is everybody's.</param>
/// <param name="IsStirred">Something waits or runs.</param>
/// <param name="Took">How long the database needed.</param>
internal sealed record SharedReading(EnvironmentQueue Queue, string? Disk, bool IsStirred, TimeSpan Took)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public bool IsFor(string disk) => Disk is null || Disk == disk;

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <returns>Null for what a daemon of another version left.</returns>
    public static SharedReading? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SharedReading>(text, Json);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
