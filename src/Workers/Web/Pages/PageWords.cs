using System.Globalization;
using System.Resources;
using System.Text.Json.Nodes;
using Workers.Office;
using Workers.Registre;

namespace Workers.Web.Pages;

/// <summary>What pages say, in one language: <c>PageWords.resx</c> has the English, <c>PageWords.fr.resx</c> the French. Times are those of Quebec. Pure.</summary>
internal sealed class PageWords
{
    private const string NoBreak = "\u00A0";

    private static readonly ResourceManager Sentences = new("Workers.Web.Pages.PageWords", typeof(PageWords).Assembly);

    private readonly OfficeWords _pages;
    private readonly CultureInfo _numbers;

    private PageWords(OfficeLanguage language)
    {
        _pages = OfficeWords.In(language, Sentences);
        _numbers = language is OfficeLanguage.Fr ? CultureInfo.GetCultureInfo("fr-CA") : CultureInfo.InvariantCulture;
        Office = OfficeWords.In(language);
    }

    /// <summary>What the office reads elsewhere, too.</summary>
    public OfficeWords Office { get; }

    public OfficeLanguage Language => _pages.Language;

    /// <summary>As HTML names it.</summary>
    public string Code => Language is OfficeLanguage.Fr ? "fr" : "en";

    private static PageWords English { get; } = new(OfficeLanguage.En);

    private static PageWords French { get; } = new(OfficeLanguage.Fr);

    public static PageWords In(OfficeLanguage language) => language is OfficeLanguage.Fr ? French : English;

    /// <summary>Whether there is a sentence of it.</summary>
    public static bool Knows(string code) => Sentences.GetString(code, CultureInfo.InvariantCulture) is not null;

    public string Say(string code, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var named = new JsonObject();
        foreach (var (name, value) in values)
        {
            named[name] = value switch
            {
                null => null,
                int whole => whole,
                long whole => whole,
                decimal amount => amount,
                _ => value.ToString(),
            };
        }

        return _pages.Say(code, named);
    }

    /// <summary>A remark of the office, or of the pages alone.</summary>
    public string Say(Remark remark) => OfficeWords.Knows(remark.Code) ? Office.Say(remark) : _pages.Say(remark);

    /// <summary>The sentence of <c>prefix.word</c>; of a word that has none the word itself.</summary>
    public string Word(string prefix, string? word) => word is null ? "" : Knows($"{prefix}.{word}") ? _pages.Say($"{prefix}.{word}") : word;

    /// <summary>With the language's separator of thousands.</summary>
    public string Number(decimal number, string format = "#,0.##") => Language is OfficeLanguage.Fr
        ? number.ToString(format, _numbers).Replace(_numbers.NumberFormat.NumberGroupSeparator, NoBreak, StringComparison.Ordinal)
        : number.ToString(format, _numbers);

    /// <summary>Canadian dollars.</summary>
    public string Cad(decimal amount) => Language is OfficeLanguage.Fr ? $"{Number(amount, "#,0.00")}{NoBreak}$" : $"${Number(amount, "#,0.00")}";

    /// <summary>United States dollars.</summary>
    public string Usd(decimal amount) => Language is OfficeLanguage.Fr ? $"{Number(amount, "#,0.00##")}{NoBreak}$ US" : $"US${Number(amount, "#,0.00##")}";

    /// <summary>How long something lasts, in one unit.</summary>
    public string Age(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            _ when time < TimeSpan.Zero => (0d, "s"),
            _ when time < TimeSpan.FromSeconds(90) => (time.TotalSeconds, "s"),
            _ when time < TimeSpan.FromMinutes(90) => (time.TotalMinutes, "min"),
            _ when time < TimeSpan.FromHours(48) => (time.TotalHours, "h"),
            _ => (time.TotalDays, Language is OfficeLanguage.Fr ? "j" : "d"),
        };
        return $"{Number((decimal)Math.Round(count), "#,0")}{NoBreak}{unit}";
    }

    /// <summary>A moment, by the clocks of Quebec: 2026-11-29 14:05.</summary>
    public string Moment(DateTimeOffset at) => QuebecTime.Of(at).ToString($"yyyy-MM-dd{NoBreak}HH:mm", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Moment"/>
    public string MomentWithSeconds(DateTimeOffset at) => QuebecTime.Of(at).ToString($"yyyy-MM-dd{NoBreak}HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>For programs that read pages.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
