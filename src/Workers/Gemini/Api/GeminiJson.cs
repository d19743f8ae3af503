using System.Globalization;
using System.Text.Json;
using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <summary>Values in an answer of the API, which may hold anything: what is not of the kind that is looked for is not there. Pure.</summary>
internal static class GeminiJson
{
    /// <summary>Far above what a model can be sent or can write: a larger number counts no tokens.</summary>
    private const long MostOfACount = 1_000_000_000;

    /// <summary>A string, or a number as it is spelled: the API writes large numbers as strings.</summary>
    public static string? Word(JsonElement? holder, string name) =>
        ForeignBody.Member(holder, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : ForeignBody.Text(holder, name);

    public static long? Count(JsonElement? holder, string name) =>
        long.TryParse(Word(holder, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostOfACount ? number : null;

    /// <summary>The objects of a list.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement? holder, string name) =>
        ForeignBody.Member(holder, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object)
            : [];
}
