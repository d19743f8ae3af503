using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>A person's earlier word about a value that a new reading does not doubt, and does not hold.</summary>
/// <param name="Doubt">What the reading is to be doubted for.</param>
/// <param name="IsPutIn">The word is surely about what stands there: it is said again, and asked of nobody.</param>
/// <param name="Reason">For people.</param>
internal sealed record StandingWord(ReviewItem Doubt, bool IsPutIn, Remark Reason);

/// <summary>Whether a new reading holds what people said of an earlier one of the same content, at the places that it does not doubt itself. Pure.</summary>
internal static class StandingWords
{
    private const string Line = "line";
    private const string Words = "text";
    private const string Person = "person";

    /// <returns>Null where the reading holds it.</returns>
    public static StandingWord? Of(CorrectedForm form, ReviewItem said)
    {
        var page = CorrectedForm.PageOf(form.Structure, said.Page);
        return (string?)form.Structure["kind"] is "acte"
            ? said.Field is Words ? OfWords(form, said) : OfValue(said, Joined(form.Structure["deed"]?[said.Field]), said.Line)
            : page is null ? Ask(said, "", said.Line)
            : said.Field is Line ? OfLine(page, said)
            : said.Line is null && !IndexForm.IsOfPage(said.Field) ? null
            : OfValue(said, IndexForm.TextOf(page, said.Line, said.Field), said.Line);
    }

    private static StandingWord? OfValue(ReviewItem said, string? now, int? line)
    {
        var (read, standard) = (IndexForm.Spelled(said.Field, said.Read), IndexForm.Spelled(said.Field, said.Standard));
        return said.State is ReviewState.Refused ? (now == read ? Again(said) : null)
            : now == standard ? null
            : now == read ? Again(said)
            : Ask(said, now ?? "", line);
    }

    /// <summary>An inscription is known by its number, wherever it stands on the page.</summary>
    private static StandingWord? OfLine(JsonObject page, ReviewItem said)
    {
        var lines = (page["inscriptions"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var read = said.Read is "" ? null : Find(lines, said.Read);
        if (said.State is ReviewState.Refused)
        {
            return (said.Line is null && said.Read is "") || read is not null ? Again(said with { Line = read }) : null;
        }

        if (said.State is ReviewState.Accepted)
        {
            return said.Line is null || read is not null ? null : AskFor(said, said.Read);
        }

        var value = NumberOf(said.Standard);
        var holds = value is "" ? read is null : Find(lines, value) is not null;
        return holds ? null
            : said.Line is null ? Again(said)
            : read is { } there ? Again(said with { Line = there })
            : AskFor(said, value);
    }

    private static StandingWord? OfWords(CorrectedForm form, ReviewItem said)
    {
        var text = PageMarks.Find(form.Boosted, said.Page) is { } range ? form.Boosted[range] : "";
        var (read, standard) = (DeedText.Find(text, said.Read).Count, DeedText.Find(text, said.Standard).Count);
        return said.State is ReviewState.Refused ? (said.Read is not "" && read > 0 ? Again(said) : null)
            : said.Standard is "" ? (said.Read is "" || read is 0 ? null : Again(said))
            : standard > 0 ? null
            : said.Read is "" || read > 0 ? Again(said)
            : Ask(said, "", said.Line);
    }

    private static StandingWord Again(ReviewItem said) => new(
        said, said.State is not ReviewState.Refused,
        said.State is ReviewState.Refused ? Remark.Of("doubt.person_unsure", new() { ["name"] = Name(said), ["value"] = Remark.Quoted(said.Read) }) : Reason(said, said.Read));

    private static StandingWord Ask(ReviewItem said, string now, int? line) =>
        new(said with { Line = line, Standing = "disputed", Read = now, Seen = said.Standard, Witness = Person }, IsPutIn: false, Reason(said, now));

    private static StandingWord AskFor(ReviewItem said, string number) =>
        new(said with { Line = null, Standing = "missing", Read = "", Seen = number, Witness = Person }, IsPutIn: false, Reason(said, ""));

    private static Remark Reason(ReviewItem said, string now) =>
        Remark.Of("doubt.person_differs", new() { ["name"] = Name(said), ["value"] = Remark.Quoted(said.Standard), ["now"] = Remark.Quoted(now) });

    private static Remark Name(ReviewItem said) => said.Line is { } line && said.Field is not Words
        ? Remark.Of("word.field_of_line", new() { ["field"] = said.Field is Line ? Remark.Of("field.line") : NameOf(said.Field), ["line"] = line })
        : said.Field is Line ? Remark.Of("word.an_inscription") : said.Field is Words ? Remark.Of("word.a_passage") : NameOf(said.Field);

    /// <summary>In English as programs call it.</summary>
    private static Remark NameOf(string field) => OfficeWords.Knows($"name.{field}") ? Remark.Of($"name.{field}") : Remark.Verbatim(field);

    private static int? Find(List<JsonObject> lines, string number) =>
        (int?)lines.Find(line => Numbers.AreSame((string?)line["publication_number"] ?? "", number))?["line"];

    /// <summary>Of a line that was given as its number, or as an object of its cells.</summary>
    private static string NumberOf(string value)
    {
        try
        {
            return value.StartsWith('{') ? JsonSerializer.Deserialize<Dictionary<string, string?>>(value)?.GetValueOrDefault("publication_number") ?? "" : value;
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static string? Joined(JsonNode? value) => value switch
    {
        JsonArray list => string.Join("; ", list.OfType<JsonValue>().Select(one => (string?)one)),
        JsonValue text => (string?)text,
        _ => null,
    };
}
