using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Workers.House;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Office;

/// <summary>What every sentence for the office keeps to, in both languages.</summary>
public sealed partial class WordsTests
{
    private static readonly Dictionary<string, string> English = Read("Words.resx");

    private static readonly Dictionary<string, string> French = Read("Words.fr.resx");

    /// <summary>Functions of the database quote a code otherwise.</summary>
    private static readonly string Source = string.Concat(
        Repository.Files("src/Workers", ".cs").Select(Repository.Read).Concat(Repository.Files("src/Workers/Database/Functions", ".sql").Select(path => Repository.Read(path).Replace('\'', '"'))));

    [Fact]
    public void Both_languages_have_the_same_codes_with_the_same_values()
    {
        French.Keys.ShouldBe(English.Keys, ignoreOrder: true);
        English.Keys.Where(code => !ValuesOf(English[code]).SetEquals(ValuesOf(French[code]))).ShouldBeEmpty();
        English.Concat(French).Where(one => string.IsNullOrWhiteSpace(one.Value) || Broken().IsMatch(OfficeWords.Place().Replace(one.Value, ""))).ShouldBeEmpty();
    }

    [Fact]
    public void Both_languages_are_found_where_the_program_runs()
    {
        French.Where(one => ValuesOf(one.Value).Count == 0 && OfficeWords.French.Say(one.Key) != one.Value).ShouldBeEmpty();
        English.Where(one => ValuesOf(one.Value).Count == 0 && OfficeWords.English.Say(one.Key) != one.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_is_used_and_every_code_that_is_used_is_there()
    {
        English.Keys.Where(code => !Source.Contains($"\"{code}\"", StringComparison.Ordinal) && !PrefixesOf(code).Any(prefix => Source.Contains($"$\"{prefix}{{", StringComparison.Ordinal)))
            .ShouldBeEmpty();
        CodeInSource().Matches(Source).Select(match => match.Groups["code"].Value).Distinct(StringComparer.Ordinal).Where(code => !English.ContainsKey(code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_outcome_has_its_sentence() =>
        typeof(OutcomeCodes).GetFields().Select(field => (string)field.GetValue(null)!).Where(code => !OfficeWords.Knows($"outcome.{code}")).ShouldBeEmpty();

    [Fact]
    public void French_is_set_as_french_is()
    {
        French.Where(one => Breakable().IsMatch(one.Value)).ShouldBeEmpty("a no-break space stands before : ; ? ! » % $ and behind «");
        French.Where(one => one.Value.Contains('\'') || one.Value.Contains('"')).ShouldBeEmpty("the apostrophe is ’ and quotes are « »");
        English.Where(one => one.Value.IndexOfAny(['\u00A0', '«', '»', '’']) >= 0).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, "0 ligne vue, 0 retournée", "0 lines seen, 0 returned")]
    [InlineData(1, "1 ligne vue, 1 retournée", "1 line seen, 1 returned")]
    [InlineData(2, "2 lignes vues, 2 retournées", "2 lines seen, 2 returned")]
    public void A_count_has_its_form(int count, string french, string english)
    {
        var remark = Remark.Of("doubt.lines_count", new() { ["seen"] = count, ["returned"] = count });

        (OfficeWords.French.Say(remark), OfficeWords.English.Say(remark), remark.Text).ShouldBe((french, english, english));
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    public void The_culture_of_the_process_plays_no_part(string culture)
    {
        var usual = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(culture), CultureInfo.GetCultureInfo(culture));
        try
        {
            (OfficeWords.French.Money(1234.5m), OfficeWords.English.Money(1234.5m)).ShouldBe(("1234,50\u00A0$", "$1234.50"));
            OfficeWords.French.Say("verbatim", new() { ["text"] = 12.75 }).ShouldBe("12,75");
            OfficeWords.English.Say("verbatim", new() { ["text"] = 12.7998046875 }).ShouldBe("12.8");
            OfficeWords.English.Say("review.yes").ShouldBe("yes");
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = usual;
        }
    }

    [Fact]
    public void A_remark_within_a_remark_is_said_in_the_same_language_and_survives_being_stored()
    {
        var lines = Remark.Of("word.lines", new() { ["count"] = 2, ["numbers"] = new JsonArray(3, 5) });
        var remark = Remark.Of("doubt.uncertain_numbers", new() { ["lines"] = lines });
        JsonNode? stored = remark;

        (OfficeWords.French.Say(remark), remark.Text).ShouldBe(("numéro d’inscription incertain\u00A0: lignes 3, 5", "no certain publication number on lines 3, 5"));
        Remark.Read(JsonNode.Parse(stored!.ToJsonString())).ShouldBe(remark);
    }

    [Fact]
    public void A_remark_is_known_by_its_code_and_values_and_not_by_its_words_or_by_advice()
    {
        Remark Page(string? remedy, string reason) => Remark.Of("doubt.unwitnessed_page", new() { ["why"] = Remark.Of("why.alone", new() { ["why"] = reason }), ["remedy"] = remedy is null ? null : Remark.Of(remedy) });

        Page("remedy.witnesses", "a").ShouldBe(Page("remedy.second_model", "a"));
        Page("remedy.witnesses", "a").ShouldBe(Page(null, "a"));
        Page("remedy.witnesses", "a").Text.ShouldNotBe(Page(null, "a").Text);
        Page(null, "a").ShouldNotBe(Page(null, "b"));
        Remark.Of("doubt.illegible_lines").ShouldNotBe(Remark.Of("doubt.low_confidence"));
        Remark.Read(JsonNode.Parse("""{"values":{"returned":2,"seen":1},"code":"doubt.lines_count"}""")).ShouldBe(Remark.Of("doubt.lines_count", new() { ["seen"] = 1, ["returned"] = 2 }));
    }

    [Fact]
    public void What_has_no_code_is_given_as_it_was_said()
    {
        OfficeWords.French.Say(Remark.Verbatim("Le document demandé est inexistant")).ShouldBe("Le document demandé est inexistant");
        OfficeWords.French.Say("doubt.of_a_later_version").ShouldBe("doubt.of_a_later_version");
        Remark.For(["known", "1 illegible place"], [Remark.Of("doubt.illegible", new() { ["marked"] = 1 })]).Select(OfficeWords.French.Say).ShouldBe(["known", "1 passage illisible"]);
    }

    private static IEnumerable<string> PrefixesOf(string code) => Enumerable.Range(1, code.Length - 1).Where(end => code[end - 1] is '.' or '_').Select(end => code[..end]);

    private static HashSet<string> ValuesOf(string sentence) => OfficeWords.Place().Matches(sentence).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Read(string file) => XDocument.Parse(Repository.Read($"src/Workers/Office/{file}")).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    [GeneratedRegex("[{}|]", RegexOptions.None, 1000)]
    private static partial Regex Broken();

    [GeneratedRegex(@"(?:^|[^\u00A0])[:;?!»%$]|«[^\u00A0]", RegexOptions.None, 1000)]
    private static partial Regex Breakable();

    [GeneratedRegex("\"(?<code>(?:word|field|text|cell|row|json|place|witness|doubt|why|remedy|where|note|outcome|review|title)\\.[a-z_]+)\"", RegexOptions.None, 1000)]
    private static partial Regex CodeInSource();
}
