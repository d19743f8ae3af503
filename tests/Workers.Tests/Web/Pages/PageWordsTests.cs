using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Workers.Access;
using Workers.House;
using Workers.Jobs;
using Workers.Office;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>What pages say, in both languages.</summary>
public sealed partial class PageWordsTests
{
    private static readonly Dictionary<string, string> English = Read("PageWords.resx");

    private static readonly Dictionary<string, string> French = Read("PageWords.fr.resx");

    private static readonly string Source = string.Concat(Repository.Files("src/Workers/Web", ".cs", ".razor").Select(Repository.Read));

    [Fact]
    public void Both_languages_have_the_same_codes_with_the_same_values()
    {
        French.Keys.ShouldBe(English.Keys, ignoreOrder: true);
        English.Keys.Where(code => !ValuesOf(English[code]).SetEquals(ValuesOf(French[code]))).ShouldBeEmpty();
        English.Concat(French).Where(one => string.IsNullOrWhiteSpace(one.Value)).ShouldBeEmpty();
    }

    [Fact]
    public void Both_languages_are_found_where_the_program_runs()
    {
        French.Where(one => ValuesOf(one.Value).Count == 0 && PageWords.In(OfficeLanguage.Fr).Say(one.Key) != one.Value).ShouldBeEmpty();
        English.Where(one => ValuesOf(one.Value).Count == 0 && PageWords.In(OfficeLanguage.En).Say(one.Key) != one.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_is_used_and_every_code_that_is_used_is_there()
    {
        English.Keys.Where(code => !Source.Contains($"\"{code}\"", StringComparison.Ordinal) && !IsMadeOf(code)).ShouldBeEmpty();
        Used().Matches(Source).Select(match => match.Groups["code"].Value).Distinct(StringComparer.Ordinal).Where(code => !English.ContainsKey(code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_word_of_a_short_list_that_people_see_has_its_sentence()
    {
        string[] needed =
        [
            .. Enum.GetValues<HealthCause>().Select(cause => $"cause.{HealthCauses.CodeOf(cause)}"),
            .. FilterWords.KnownOutcomes.SelectMany(outcome => new[] { $"outcome.{outcome}", $"remedy.{outcome}" }),
            .. Enum.GetValues<JobStatus>().Select(status => $"status.{(int)status}"),
            .. Enum.GetValues<ReviewWish>().Select(wish => $"review.{wish.ToString().ToLowerInvariant()}"),
            .. Enum.GetValues<AccessRole>().Select(role => $"role.{role.ToString().ToLowerInvariant()}"),
            .. Enum.GetValues<KeyRefusal>().Select(why => $"sign_in.why_{why.ToString().ToLowerInvariant()}"),
            .. PageRoutes.Navigation.Select(entry => entry.Word),
        ];

        needed.Where(code => !PageWords.Knows(code)).ShouldBeEmpty();
    }

    [Fact]
    public void French_is_set_as_french_is()
    {
        French.Where(one => Breakable().IsMatch(OfficeWords.Place().Replace(one.Value, "x"))).ShouldBeEmpty("a no-break space stands before : ; ? ! » % $ and behind «");
        French.Where(one => one.Value.Contains('\'') || one.Value.Contains('"')).ShouldBeEmpty("the apostrophe is ’ and quotes are « »");
    }

    [Fact]
    public void Amounts_and_lengths_of_time_are_those_of_the_language()
    {
        var (french, english) = (PageWords.In(OfficeLanguage.Fr), PageWords.In(OfficeLanguage.En));

        (french.Cad(1234.5m), english.Cad(1234.5m)).ShouldBe(("1\u00A0234,50\u00A0$", "$1,234.50"));
        (french.Usd(0.125m), english.Usd(0.125m)).ShouldBe(("0,125\u00A0$ US", "US$0.125"));
        (french.Age(TimeSpan.FromDays(3)), english.Age(TimeSpan.FromDays(3))).ShouldBe(("3\u00A0j", "3\u00A0d"));
        french.Moment(new(2026, 1, 2, 17, 4, 5, TimeSpan.Zero)).ShouldBe("2026-01-02\u00A012:04");
    }

    private static bool IsMadeOf(string code) => Enumerable.Range(1, code.Length - 1).Where(end => code[end - 1] is '.' or '_').Select(end => code[..end])
        .Any(prefix => Source.Contains($"$\"{prefix}{{", StringComparison.Ordinal) || Source.Contains($"Word(\"{prefix.TrimEnd('.')}\"", StringComparison.Ordinal));

    private static HashSet<string> ValuesOf(string sentence) => OfficeWords.Place().Matches(sentence).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Read(string file) => XDocument.Parse(Repository.Read($"src/Workers/Web/Pages/{file}")).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"(?:^|[^\u00A0])[:;?!»%$]|«[^\u00A0]", RegexOptions.None, 1000)]
    private static partial Regex Breakable();

    [GeneratedRegex("Page(?:\\[|\\.Say\\()\"(?<code>[a-z_.0-9]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Used();
}
