using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Office;

/// <summary>Says remarks in one language: <c>Words.resx</c> has the English, <c>Words.fr.resx</c> the French. The culture of the process plays no part. Pure.</summary>
internal sealed partial class OfficeWords
{
    private const string NoBreak = "\u00A0";

    private static readonly ResourceManager Resources = new("Workers.Office.Words", typeof(OfficeWords).Assembly);

    private readonly CultureInfo _resources;
    private readonly CultureInfo _numbers;
    private readonly Func<decimal, bool> _isOne;

    private readonly ResourceManager _sentences;

    private OfficeWords(OfficeLanguage language, ResourceManager sentences)
    {
        (Language, _sentences) = (language, sentences);
        (_resources, _numbers, _isOne) = language is OfficeLanguage.Fr
            ? (CultureInfo.GetCultureInfo("fr"), CultureInfo.GetCultureInfo("fr-CA"), (Func<decimal, bool>)(count => Math.Abs(count) < 2))
            : (CultureInfo.InvariantCulture, CultureInfo.InvariantCulture, count => Math.Abs(count) == 1);
    }

    public static OfficeWords English { get; } = new(OfficeLanguage.En, Resources);

    public static OfficeWords French { get; } = new(OfficeLanguage.Fr, Resources);

    public OfficeLanguage Language { get; }

    public static OfficeWords In(OfficeLanguage language) => language is OfficeLanguage.Fr ? French : English;

    /// <summary>The same language's sentences of another room.</summary>
    public static OfficeWords In(OfficeLanguage language, ResourceManager sentences) => new(language, sentences);

    public static bool Knows(string code) => Resources.GetString(code, CultureInfo.InvariantCulture) is not null;

    /// <returns>The sentence; of a code that this version does not know the code itself.</returns>
    public string Say(Remark remark) => Say(remark.Code, remark.Values);

    /// <inheritdoc cref="Say(Remark)"/>
    public string Say(string code, JsonObject? values = null) => _sentences.GetString(code, _resources) is not { } sentence
        ? code
        : Place().Replace(sentence, place => place.Groups["one"].Success
            ? place.Groups[_isOne(Count(values?[place.Groups["name"].Value])) ? "one" : "many"].Value
            : Shown(values?[place.Groups["name"].Value]));

    /// <summary>An amount of Canadian money: 1,50 $ or $1.50.</summary>
    public string Money(decimal cad) => Language is OfficeLanguage.Fr
        ? $"{cad.ToString("0.00", _numbers)}{NoBreak}$"
        : $"${cad.ToString("0.00", _numbers)}";

    private static decimal Count(JsonNode? value) =>
        value is JsonValue && decimal.TryParse(value.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private string Shown(JsonNode? value) => value switch
    {
        null => "",
        JsonObject when Remark.Read(value) is { } remark => Say(remark),
        JsonArray list => string.Join(", ", list.Select(Shown)),
        JsonValue when value.GetValueKind() is JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.##", _numbers),
        _ => value.ToString(),
    };

    /// <summary><c>{name}</c> is a value; <c>{name|one|many}</c> is a word that its count decides about.</summary>
    [GeneratedRegex(@"\{(?<name>[a-z_]+)(?:\|(?<one>[^|{}]*)\|(?<many>[^|{}]*))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    internal static partial Regex Place();
}
