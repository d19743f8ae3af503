using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Workers.Office;

/// <summary>Something that the office reads: a code for programs with its values. The sentence is made of it in whatever language it is read.</summary>
/// <param name="Code">A name of <c>Words.resx</c>.</param>
/// <param name="Values">By the names that its sentence has: texts, numbers, or remarks in their turn.</param>
internal sealed record Remark(string Code, JsonObject Values)
{
    private const string OfText = "verbatim";

    /// <summary>Advice about what would help: no part of what a remark says.</summary>
    private const string Remedy = "remedy";

    private string? _text;
    private string? _identity;

    /// <summary>The sentence in English, which is the same in every row whatever the office reads.</summary>
    [JsonIgnore]
    public string Text => _text ??= OfficeWords.English.Say(this);

    /// <summary>Code and values, however they are told and in whatever sequence they were stored: by it one remark is told from another.</summary>
    private string Identity => _identity ??= $"{Code}{Ordered(Values)}";

    /// <summary>In somebody's own words, and in no other language.</summary>
    [JsonIgnore]
    public bool IsVerbatim => Code is OfText;

    public bool Equals(Remark? other) => other is not null && Identity == other.Identity;

    public override int GetHashCode() => Identity.GetHashCode(StringComparison.Ordinal);

    public static Remark Of(string code, JsonObject? values = null) => new(code, values ?? []);

    /// <summary>What others say, in their own words.</summary>
    public static Remark Verbatim(string text) => Of(OfText, new() { ["text"] = text });

    public static Remark Quoted(string text) => text is "" ? Of("word.nothing") : Of("word.quoted", new() { ["text"] = text });

    /// <summary>A field as the answer schema names it, in words where there are some.</summary>
    public static Remark Field(string name) => OfficeWords.Knows($"field.{name}") ? Of($"field.{name}") : Verbatim(name);

    public static implicit operator JsonNode?(Remark? remark) =>
        remark is null ? null : new JsonObject { ["code"] = remark.Code, ["values"] = remark.Values.DeepClone() };

    /// <summary>What has no code is given as it is.</summary>
    public static implicit operator Remark(string text) => Verbatim(text);

    /// <summary>The remark of a stored value; null of what is none.</summary>
    public static Remark? Read(JsonNode? stored) =>
        stored is JsonObject one && one["code"] is JsonValue code && code.TryGetValue<string>(out var name) ? new(name, one["values"] as JsonObject ?? []) : null;

    private static string Ordered(JsonNode? value) => value switch
    {
        JsonObject members => $"{{{string.Join(',', members.Where(member => member.Key is not Remedy).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Ordered(member.Value)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Ordered))}]",
        null => "null",
        _ => value.ToJsonString(),
    };

    /// <summary>The remarks that are sentences of a list, told by their English.</summary>
    public static IEnumerable<Remark> For(IEnumerable<string> sentences, IEnumerable<Remark> known)
    {
        var by = known.DistinctBy(remark => remark.Text, StringComparer.Ordinal).ToDictionary(remark => remark.Text, StringComparer.Ordinal);
        return sentences.Select(sentence => by.GetValueOrDefault(sentence) ?? Verbatim(sentence));
    }
}
