using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Readings;

public class ReadingJsonTests
{
    private static readonly string[] Empties = ["page_number", "designation_secondaire", "remarks", "radiation_number", "address_notices", "other_text", "role", "notary", "amounts"];
    private static readonly string[] Enums = ["template", "kind"];

    /// <summary>Everything that a model may write otherwise without meaning something else.</summary>
    private static readonly Action<JsonObject, Random>[] Dressings =
    [
        (members, dice) => Each(members, dice, value => value.GetValueKind() is JsonValueKind.Number, (_, value) => JsonNode.Parse(value + ".0")!),
        (members, dice) => Each(members, dice, value => value.GetValueKind() is JsonValueKind.Number, (_, value) => $" {value} "),
        (members, dice) => Each(members, dice, value => value is JsonArray { Count: 0 } || (value.GetValueKind() is JsonValueKind.String && (string)value! is ""), (_, _) => null),
        (members, dice) => Each(members, dice, value => value is JsonArray { Count: 0 }, (_, _) => ""),
        (members, dice) => Each(members, dice, value => value is JsonArray { Count: 1 }, (_, value) => value[0]!.DeepClone()),
        (members, dice) => Each(members, dice, value => value is JsonObject, (_, value) => new JsonArray(value.DeepClone())),
        (members, dice) => Each(members, dice, value => value.GetValueKind() is JsonValueKind.String && IsPlainNumber((string)value!), (_, value) => JsonNode.Parse((string)value!)!),
        (members, dice) => Each(members, dice, value => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False, (_, value) => value.ToString()),
        (members, dice) => Each(members, dice, _ => true, (name, value) => Enums.Contains(name) ? Respelt((string)value!, dice) : value.DeepClone()),
        (members, dice) => Remove(members, dice),
        (members, _) => members["note_of_the_model"] = "sans objet",
        (members, _) => members["Étape"] = new JsonObject { ["of"] = new JsonArray(1, null) },
    ];

    private static readonly string[] Wrappings =
    [
        "{0}", "\uFEFF{0}", "\n \t{0}\u00A0\n", "```json\n{0}\n```", "```\n{0}```", "\uFEFF```JSON5 {0} ```\n", "~~~javascript\n{0}\n~~~", "````json\n{0}\n````", "[{0}]",
    ];

    [Fact]
    public void A_reading_in_any_dress_is_the_same_reading() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (seed, lines) =>
        {
            ShouldStay(Index(lines), seed);
            ShouldStay(Acte([.. Enumerable.Range(1, 1 + (lines % 4))]), seed);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Moderne-Inscription", PageTemplate.ModerneInscription)]
    [InlineData("IMPRIMÉ ANCIEN", PageTemplate.ImprimeAncien)]
    [InlineData("pageTitre", PageTemplate.PageTitre)]
    internal void A_word_of_a_list_in_another_spelling_is_that_word(string said, PageTemplate meant) =>
        Parse(Spoilt(root => root["template"] = said)).Value.ShouldNotBeNull().Template.ShouldBe(meant);

    [Fact]
    public void A_number_where_text_is_wanted_is_its_digits() =>
        Parse(Spoilt(root => root["inscriptions"]![0]!["publication_number"] = 1234567)).Value.ShouldNotBeNull().Inscriptions[0].PublicationNumber.ShouldBe("1234567");

    public static TheoryData<string, string> Uncertain => new()
    {
        { Spoilt(root => root.AsObject().Remove("inscriptions")), "$.inscriptions is missing" },
        { Spoilt(root => root.AsObject().Remove("lines_seen")), "$.lines_seen is missing" },
        { Spoilt(root => root["lines_seen"] = null), "$.lines_seen is null" },
        { Spoilt(root => root["lines_seen"] = 2.5), "$.lines_seen" },
        { Spoilt(root => root["lines_seen"] = "two"), "$.lines_seen" },
        { Spoilt(root => root["lines_seen"] = 9_000_000_000), "$.lines_seen" },
        { Spoilt(root => root["blank"] = 0), "$.blank" },
        { Spoilt(root => root["template"] = "parchemin"), "$.template" },
        { Spoilt(root => root["template"] = 1), "$.template" },
        { Spoilt(root => root["other_text"] = new JsonArray("a", "b")), "$.other_text" },
        { Spoilt(root => root["header"] = "Montréal"), "$.header" },
        { Spoilt(root => root["header"] = new JsonArray(new JsonObject(), new JsonObject())), "$.header" },
        { Spoilt(root => root["inscriptions"]!.AsArray().Add(null)), "$.inscriptions[2]" },
        { Spoilt(root => root["inscriptions"]![1]!.AsObject().Remove("publication_number")), "$.inscriptions[1].publication_number is missing" },
        { Spoilt(root => root["inscriptions"]![1]!["publication_number"] = JsonNode.Parse("1e7")), "$.inscriptions[1].publication_number" },
        { Spoilt(root => root["inscriptions"]![0]!["parties"]![1]!.AsObject().Remove("name")), "$.inscriptions[0].parties[1].name is missing" },
        { Whole.Insert(1, "\"other_text\":\"Tampon\","), "twice" },
        { Whole.Insert(1, "\"Other-Text\":\"Tampon\","), "twice" },
        { Whole[..^1], "one JSON value" },
        { Whole + Whole, "one JSON value" },
        { "Voici : " + Whole, "one JSON value" },
        { Whole + " Fin.", "one JSON value" },
        { $"[{Whole},{Whole}]", "an object" },
        { "```json\n" + Whole, "one JSON value" },
        { "```json\n" + Whole + "\n```\nFin.", "one JSON value" },
        { "null", "an object" },
        { "", "one JSON value" },
    };

    [Theory]
    [MemberData(nameof(Uncertain))]
    public void What_may_mean_two_things_is_refused_with_its_place(string text, string place)
    {
        var (value, fault) = Parse(text);
        value.ShouldBeNull(text);
        fault.ShouldNotBeNull().ShouldContain(place);
    }

    [Fact]
    public void A_member_that_is_said_twice_alike_is_said_once() =>
        Parse(Whole.Insert(1, "\"blank\":false,")).Value.ShouldNotBeNull();

    private static string Whole => Answer(Index(2)).Text;

    private static (IndexPage? Value, string? Fault) Parse(string text) => ReadingJson.TryParse<IndexPage>(text);

    private static string Spoilt(Action<JsonNode> how)
    {
        var root = JsonNode.Parse(Whole)!;
        how(root);
        return root.ToJsonString();
    }

    private static void ShouldStay<T>(T reading, int seed)
        where T : class
    {
        var dice = new Random(seed);
        var whole = Answer(reading).Text;
        var root = JsonNode.Parse(whole)!.AsObject();
        var picked = Dressings.Where(_ => dice.Next(2) is 0).ToList();
        Dress(root, picked, dice);
        var text = Wrappings[dice.Next(Wrappings.Length)].Replace("{0}", root.ToJsonString(), StringComparison.Ordinal);

        var (value, fault) = ReadingJson.TryParse<T>(text);
        fault.ShouldBeNull(text);
        Answer(value!).Text.ShouldBe(whole, text);
    }

    private static void Dress(JsonObject members, List<Action<JsonObject, Random>> dressings, Random dice)
    {
        foreach (var inner in members.SelectMany(member => member.Value is JsonArray list ? list.OfType<JsonObject>() : member.Value is JsonObject one ? [one] : []).ToList())
        {
            Dress(inner, dressings, dice);
        }

        foreach (var dressing in dressings)
        {
            dressing(members, dice);
        }
    }

    private static void Each(JsonObject members, Random dice, Func<JsonNode, bool> which, Func<string, JsonNode, JsonNode?> change)
    {
        foreach (var (name, value) in members.ToList().Where(member => member.Value is not null && dice.Next(2) is 0))
        {
            if (!IsOfTheModel(name) && which(value!))
            {
                members[name] = change(name, value!);
            }
        }
    }

    private static void Remove(JsonObject members, Random dice)
    {
        foreach (var (name, value) in members.ToList())
        {
            if (Empties.Contains(name) && dice.Next(2) is 0 && (value is null or JsonArray { Count: 0 } || (value.GetValueKind() is JsonValueKind.String && (string?)value is "")))
            {
                members.Remove(name);
            }
        }
    }

    private static bool IsOfTheModel(string name) => name is "note_of_the_model" or "Étape";

    private static bool IsPlainNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private static string Respelt(string word, Random dice) => dice.Next(4) switch
    {
        0 => word.ToUpperInvariant(),
        1 => word.Replace('_', '-'),
        2 => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word.Replace('_', ' ')).Replace("e", "é", StringComparison.Ordinal),
        _ => word.Replace("_", "", StringComparison.Ordinal),
    };
}
