using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Hosting;

/// <summary>
/// A word that daemons of two versions tell each other, by its name, with or without underscores and whatever its case. One that this
/// version does not know is <c>Unknown</c>, a member that <typeparamref name="T"/> has for that alone: one odd word spoils nothing else.
/// </summary>
internal sealed class KnownWord<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly T Unknown = Enum.Parse<T>("Unknown");

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => KnownWordOrNull<T>.Find(ref reader) ?? Unknown;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>As <see cref="KnownWord{T}"/>, where the word may be missing anyhow: one that is not known counts as missing.</summary>
internal sealed class KnownWordOrNull<T> : JsonConverter<T?>
    where T : struct, Enum
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Find(ref reader);

    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options) => writer.WriteStringValue(value?.ToString());

    internal static T? Find(ref Utf8JsonReader reader)
    {
        var word = reader.TokenType is JsonTokenType.String ? reader.GetString()!.Replace("_", "", StringComparison.Ordinal) : "";
        reader.TrySkip();
        return char.IsAsciiLetter(word.FirstOrDefault()) && Enum.TryParse<T>(word, ignoreCase: true, out var known) ? known : null;
    }
}
