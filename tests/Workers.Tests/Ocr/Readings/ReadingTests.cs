using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Witnesses.Words;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Readings;

public class ReadingTests
{
    private static readonly Guid Job = Guid.NewGuid();
    private static readonly ReadBy By = new("gemini-test", "index-page", "0123456789abcdef");

    [Theory]
    [InlineData("25 616 321", "25616321")]
    [InlineData(" t 12 345 ", "T12345")]
    [InlineData("2561?321", "2561?321")]
    [InlineData("", "")]
    public void Numbers_lose_the_spaces_between_their_groups(string written, string number) => Spelling.Number(written).ShouldBe(number);

    [Theory]
    [InlineData("1998-04-21", "1998-04-21")]
    [InlineData("1998 04 21", "1998-04-21")]
    [InlineData("21 avril 1998", "1998-04-21")]
    [InlineData("1er  mai 1921", "1921-05-01")]
    [InlineData("4 July 1901", "1901-07-04")]
    [InlineData("04-05-98", "04-05-98")]
    [InlineData("31 février 1998", "31 février 1998")]
    [InlineData("idem", "idem")]
    public void Only_a_date_that_can_be_read_in_one_way_is_rewritten(string written, string date) => Spelling.Date(written).ShouldBe(date);

    [Fact]
    public void The_corrected_text_differs_only_where_a_correction_says_so()
    {
        var page = Index(2);
        page = page with { Inscriptions = [page.Inscriptions[0], page.Inscriptions[1] with { PublicationNumber = "25 616 321", PresentationDate = "21 avril 1998" }] };
        var result = ReadingStructure.OfIndex([Kept(page)], Job, By, []);
        result.FileContent.ShouldContain("Numéro d'inscription : 25 616 321");
        result.BoostedFileContent.ShouldContain("Numéro d'inscription : 25616321");

        var changes = result.Structure["corrections"]!.AsArray();
        changes.Select(change => (string)change!["field"]!).ShouldBe(["presentation_date", "publication_number"]);
        changes.ShouldAllBe(change => (int)change!["line"]! == 2);
        var undone = changes.Aggregate(result.BoostedFileContent, (text, change) => text.Replace((string)change!["to"]!, (string)change["from"]!, StringComparison.Ordinal));
        undone.ShouldBe(result.FileContent);
    }

    [Fact]
    public void Every_value_of_every_page_is_in_the_text_and_in_the_structure()
    {
        var pages = new[] { Index(3), Index(5) with { OtherText = "Tampon: REÇU" } };
        var result = ReadingStructure.OfIndex([.. pages.Select(page => Kept(page))], Job, By, []);
        foreach (var line in pages.SelectMany(page => page.Inscriptions))
        {
            foreach (var value in new[] { line.PublicationNumber, line.Nature, line.PresentationDate, line.Parties[0].Name, line.Remarks })
            {
                result.FileContent.ShouldContain(value);
            }
        }

        result.FileContent.ShouldStartWith("--- Page 1 ---");
        result.FileContent.ShouldContain("\n\n--- Page 2 ---\n");
        result.FileContent.ShouldContain("REÇU");
        result.Pages.ShouldBe(2);
        result.Structure["pages"]!.AsArray().Sum(page => page!["inscriptions"]!.AsArray().Count).ShouldBe(8);
        ((string)result.Structure["model"]!).ShouldBe("gemini-test");
        ((string)result.Structure["prompt_hash"]!).ShouldBe("0123456789abcdef");
    }

    [Fact]
    public void Doubtful_pages_are_named()
    {
        var result = ReadingStructure.OfIndex([Kept(Index(1)), Kept(Index(1)) with { Doubts = ["12 lines seen, 11 returned"] }], Job, By, ["the file does not end as a PDF"]);
        result.ReviewReason.ShouldNotBeNull();
        result.ReviewReason.ShouldBe("the file does not end as a PDF; page 2: 12 lines seen, 11 returned");
        ReadingStructure.OfIndex([Kept(Index(1))], Job, By, []).ReviewReason.ShouldBeNull();
    }

    [Fact]
    public void Disputes_and_places_are_kept_with_the_page_and_named_in_the_structure()
    {
        var box = new PageBox(72, 100, 130.5, 112);
        var page = Kept(Index(1)) with
        {
            Disputes = [new(1, "publication_number", Standing.Disputed, "12 345", "12 346", Witness.TextLayer, box), new(null, "line", Standing.Missing, "", "12 347", Witness.Ink, null)],
            Values = [new(1, "publication_number", Standing.Disputed, "12 346", box, 0.4)],
        };

        var again = JsonSerializer.Deserialize<PageResult<IndexPage>>(JsonSerializer.Serialize(page, ReadingJson.Options), ReadingJson.Options)!;
        again.Disputes.ShouldBe(page.Disputes);
        again.Values.ShouldBe(page.Values);

        var structure = ReadingStructure.OfIndex([Kept(Index(1)), again], Job, By, []).Structure;
        var disputes = structure["disputes"]!.AsArray();
        disputes.Count.ShouldBe(2);
        disputes[0]!.ToJsonString().ShouldBe("""{"page":2,"line":1,"field":"publication_number","standing":"disputed","read":"12 345","seen":"12 346","witness":"text_layer","box":{"left":72,"top":100,"right":130.5,"bottom":112}}""");
        disputes[1]!["box"].ShouldBeNull();
        structure["pages"]![1]!["values"]![0]!["confidence"]!.GetValue<double>().ShouldBe(0.4);
        structure["pages"]![0]!["values"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void A_page_that_another_document_paid_for_costs_nothing()
    {
        var result = ReadingStructure.OfIndex([Kept(Index(1)), Kept(Index(1)) with { JobId = Guid.NewGuid() }], Job, By, []);
        (result.InputTokens, result.OutputTokens, result.CostUsd).ShouldBe((100, 10, 0.5m));
        ((int)result.Structure["reused_pages"]!).ShouldBe(1);
    }

    [Fact]
    public void An_actes_pages_deed_and_sections_come_together()
    {
        var acte = Acte(1, 2, 3);
        var pages = acte.Pages.Select(page => new PageResult<ActePageReading>(
            Job, new(page, page.Page is 1 ? acte.Deed : null, [.. acte.Sections.Where(section => section.Page == page.Page)]), [], 1, PageView.Prepared, default));
        var result = ReadingStructure.OfActe([.. pages], Job, By, []);
        result.FileContent.Split("--- Page ").Length.ShouldBe(4);
        ((string)result.Structure["deed"]!["publication_number"]!).ShouldBe("25616321");
        result.Structure["sections"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void Two_parts_of_a_deed_become_one()
    {
        var first = Acte(1).Deed with { Notary = "" };
        var merged = DeedMerge.Of([first, Acte(1).Deed with { Nature = "Hypothèque", Lots = ["1", "2784195"] }]);
        merged.Nature.ShouldBe("Vente");
        merged.Notary.ShouldBe("Me Anne Roy");
        merged.Lots.ShouldBe(["2784195", "1"]);
    }

    [Fact]
    public void The_schemas_ask_for_exactly_what_the_records_hold()
    {
        ShouldMatch(Prompt.IndexPage.Schema, JsonNode.Parse(Answer(Index(4)).Text)!);
        ShouldMatch(Prompt.Acte.Schema, JsonNode.Parse(Answer(Acte(1)).Text)!);
    }

    [Fact]
    public void The_prompts_reach_the_model_without_their_header()
    {
        Prompt.IndexPage.Text.ShouldStartWith("# Rôle");
        Prompt.Acte.Text.ShouldContain("Pages demandées");
        Prompt.IndexPage.Hash.ShouldNotBe(Prompt.Acte.Hash);
    }

    private static PageResult<IndexPage> Kept(IndexPage page) => new(Job, page, [], 1, PageView.Prepared, new(100, 10, 0.5m));

    private static void ShouldMatch(JsonElement schema, JsonNode value)
    {
        switch (value)
        {
            case JsonObject members:
                var names = members.Select(member => member.Key).ToList();
                schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(names);
                schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).ShouldBe(names);
                names.ForEach(name => ShouldMatch(schema.GetProperty("properties").GetProperty(name), members[name]!));
                break;
            case JsonArray { Count: > 0 } items:
                ShouldMatch(schema.GetProperty("items"), items.OfType<JsonNode>().Last());
                break;
            case JsonArray:
                schema.GetProperty("type").GetString().ShouldBe("array");
                break;
            default:
                var kind = value.GetValueKind() switch { JsonValueKind.Number => "integer", JsonValueKind.String => "string", _ => "boolean" };
                schema.GetProperty("type").GetString().ShouldBe(kind);
                break;
        }
    }
}
