using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Reviews;

/// <summary>A person's value stands in structure and corrected text, is listed, and can be taken back; the text as read never changes.</summary>
public sealed class CorrectedFormTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Theory]
    [InlineData("publication_number", "10 000 074", "12 345 678", "12345678", "Numéro d'inscription : 12345678\n")]
    [InlineData("nature", "Vente", "Bail  emphytéotique", "Bail emphytéotique", "Nature de l'acte : Bail emphytéotique\n")]
    [InlineData("presentation_date", "1992-04-03", "4 mai 1992", "1992-05-04", "Date de présentation : 1992-05-04\n")]
    [InlineData("remarks", "", "50 000 $", "50 000 $", "Remarques : 50 000 $\n")]
    [InlineData("radiation_number", "", "T 123 456", "T123456", "Radiations : T123456\n")]
    public void A_value_of_a_line_is_replaced_listed_and_shown_with_the_rule_person(string field, string read, string value, string spelled, string shown)
    {
        var reading = Index(new Dispute(2, field, Standing.Disputed, read, "?", Witness.TextLayer, null));

        var after = Say(reading, ReviewState.Corrected, value);

        ((string?)Line(after, 2)[field]).ShouldBe(spelled);
        after.Boosted.ShouldContain(shown);
        var change = after.Structure["corrections"]!.AsArray().Single(one => (string?)one!["rule"] == "person")!;
        ((int)change["page"]!, (int)change["line"]!, (string?)change["field"], (string?)change["from"], (string?)change["to"], (string?)change["by"]).ShouldBe((1, 2, field, read, spelled, "me"));
        ((string?)after.Structure["disputes"]![0]!["decision"]!["state"], (string?)after.Structure["disputes"]![0]!["decision"]!["value"]).ShouldBe(("corrected", value));
        reading.FileContent.ShouldNotContain("person");
    }

    [Fact]
    public void Lists_keep_their_shape()
    {
        var parties = Say(Index(new Dispute(2, "parties", Standing.Disputed, "TREMBLAY", "?", Witness.TextLayer, null)), ReviewState.Corrected, "ROY, Anne; BANQUE ROYALE");
        Line(parties, 2)["parties"]!.ToJsonString().ShouldBe("""[{"name":"ROY, Anne","role":"1re partie"},{"name":"BANQUE ROYALE","role":"2e partie"}]""");

        var notices = Say(Index(new Dispute(2, "address_notices", Standing.Disputed, "", "?", Witness.TextLayer, null)), ReviewState.Corrected, "6 123 456, 6 123 457");
        Line(notices, 2)["address_notices"]!.ToJsonString().ShouldBe("""["6123456","6123457"]""");
        notices.Boosted.ShouldContain("Avis d'adresse : 6123456, 6123457");
    }

    [Fact]
    public void A_line_that_was_left_out_is_put_in_and_taken_out_again_by_a_later_word()
    {
        var reading = Index(new Dispute(null, "line", Standing.Missing, "", "12 345 678", Witness.TextLayer, null));

        var with = Say(reading, ReviewState.Corrected, """{"publication_number": "12 345 678", "nature": "Bail", "parties": "ROY, Anne"}""");
        ((string?)Line(with, 4)["publication_number"], (string?)Line(with, 4)["nature"]).ShouldBe(("12345678", "Bail"));
        with.Boosted.ShouldContain("Ligne 4 :\nNuméro d'inscription : 12345678\nNature de l'acte : Bail\nPartie : ROY, Anne\n".TrimEnd());

        var item = Item(reading) with { State = ReviewState.Corrected, Value = "x" };
        var (without, fault) = with.With(item, new(Id, ReviewState.Accepted, null, "me"));
        fault.ShouldBeNull();
        without!.Boosted.ShouldBe(reading.BoostedFileContent);
        without.Structure["corrections"]!.AsArray().ShouldNotContain(one => (string?)one!["rule"] == "person");
    }

    [Fact]
    public void A_line_that_stands_nowhere_is_taken_out_and_comes_back_where_it_was()
    {
        var reading = Index(new Dispute(2, "line", Standing.Invented, "10000074", "", Witness.TextLayer, null));

        var without = Say(reading, ReviewState.Corrected, "");
        Lines(without).Select(line => (int)line!["line"]!).ShouldBe([1, 3]);
        without.Boosted.ShouldNotContain("Ligne 2 :");

        var (back, _) = without.With(Item(reading), new(Id, ReviewState.Refused, null, "me"));
        Lines(back!).Select(line => (int)line!["line"]!).ShouldBe([1, 2, 3]);
        back!.Boosted.ShouldBe(reading.BoostedFileContent);
    }

    [Theory]
    [InlineData("publication_number", 2, "not a number", "'not a number' is no publication number; allowed: one to eight digits, at times a letter before or after; empty for an empty cell")]
    [InlineData("nature", 9, "Bail", "the reading has no line 9 on this page")]
    [InlineData("confidence", 2, "1", "'confidence' is no cell of an inscription; allowed: publication_number, presentation_date, nature, parties, remarks, radiation_number, address_notices")]
    public void A_value_that_does_not_fit_is_refused_in_words(string field, int line, string value, string why)
    {
        var reading = Index(new Dispute(line, field, Standing.Disputed, "a", "b", Witness.TextLayer, null));

        var (form, fault) = new CorrectedForm(reading.Structure, reading.BoostedFileContent).With(Item(reading), new(Id, ReviewState.Corrected, value, "me"));

        form.ShouldBeNull();
        fault!.Text.ShouldBe(why);
    }

    [Fact]
    public void An_accepted_value_is_confirmed_where_it_is_located_and_changes_no_text()
    {
        var reading = Index(new Dispute(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, new PageBox(1, 2, 3, 4)));

        var after = Say(reading, ReviewState.Accepted, null);

        var value = after.Structure["pages"]![0]!["values"]![0]!;
        ((string?)value["standing"], (string?)value["text"], (string?)value["rule"]).ShouldBe(("confirmed", "Vente", "person"));
        after.Boosted.ShouldBe(reading.BoostedFileContent);
    }

    [Fact]
    public void Words_of_a_deed_are_replaced_in_their_page_alone_and_only_where_they_stand_once()
    {
        var reading = Acte(new Dispute(null, "text", Standing.Disputed, "Me Roy, notaire", "Me Ray", Witness.TextLayer, null));

        var after = Say(reading, ReviewState.Corrected, "Me Ray, $1 notaire");
        after.Boosted.Split("--- Page 2 ---")[0].ShouldContain("Devant Me Ray, $1 notaire, a comparu");
        after.Boosted.Split("--- Page 2 ---")[1].ShouldContain("Devant Me Roy, notaire, a comparu");
        var (back, _) = after.With(Item(reading) with { State = ReviewState.Corrected, Value = "Me Ray, $1 notaire" }, new(Id, ReviewState.Accepted, null, "me"));
        back!.Boosted.ShouldBe(reading.BoostedFileContent);

        var twice = Acte(new Dispute(null, "text", Standing.Disputed, "e", "a", Witness.TextLayer, null));
        new CorrectedForm(twice.Structure, twice.BoostedFileContent).With(Item(twice), new(Id, ReviewState.Corrected, "a", "me")).Fault.ShouldNotBeNull().Text.ShouldContain("which place is meant is not certain");
        Say(Acte(new Dispute(null, "notary", Standing.Disputed, "Me Anne Roy", "x", Witness.TextLayer, null)), ReviewState.Corrected, "Me Ray").Structure["deed"]!["notary"]!.GetValue<string>().ShouldBe("Me Ray");
    }

    [Fact]
    public void A_word_about_a_content_is_put_into_its_next_reading_where_the_place_is_surely_the_same()
    {
        var first = Index(new Dispute(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, null));
        var said = Item(first) with { Id = Id, State = ReviewState.Corrected, Value = "Bail emphytéotique", DecidedBy = "me" };

        var again = EarlierDecisions.Apply(first, [said]);
        again.BoostedFileContent.ShouldContain("Nature de l'acte : Bail emphytéotique");
        ((string?)again.Structure["disputes"]![0]!["decision"]!["item"]).ShouldBe($"{Id:D}");

        var otherwise = Index(new Dispute(2, "nature", Standing.Disputed, "Rente", "Bail", Witness.TextLayer, null));
        EarlierDecisions.Apply(otherwise, [said]).BoostedFileContent.ShouldContain("Nature de l'acte : Bail emphytéotique", Case.Sensitive, "the witness sees the same there");

        var moved = Index(new Dispute(2, "nature", Standing.Disputed, "Rente", "Legs", Witness.TextLayer, null));
        EarlierDecisions.Apply(moved, [said]).Structure["disputes"]![0]!["decision"].ShouldBeNull("line 2 is another inscription by now");
        EarlierDecisions.Apply(first, [said with { State = ReviewState.Refused, Value = null }]).BoostedFileContent.ShouldBe(first.BoostedFileContent);
    }

    [Fact]
    public void Of_two_lines_that_were_left_out_and_are_told_in_the_same_words_each_has_its_own_word()
    {
        Dispute[] both = [.. new[] { 100.0, 240.0 }.Select(top => new Dispute(null, "line", Standing.Missing, "", "an inscription of 1992", Witness.TextLayer, new PageBox(1, top, 90, top + 12)))];
        var reading = Index(both);
        var items = both.Select(dispute => Item(reading) with { Id = Guid.NewGuid(), Box = new(1, dispute.Box!.Value.Top, 90, dispute.Box.Value.Bottom) }).ToList();

        var form = new CorrectedForm(reading.Structure, reading.BoostedFileContent);
        foreach (var (item, number) in items.Zip(["12345678", "12345679"]))
        {
            form = form.With(item, new(item.Id, ReviewState.Corrected, number, "me")).Form!;
        }

        form.Structure["disputes"]!.AsArray().Select(dispute => (string?)dispute!["decision"]!["item"]).ShouldBe(items.Select(item => $"{item.Id:D}"));
        form.Structure["corrections"]!.AsArray().Select(change => (string?)change!["to"]).ShouldBe(["12345678", "12345679"]);
        Lines(form).Count.ShouldBe(5);
    }

    private static CorrectedForm Say(OcrResult reading, ReviewState state, string? value)
    {
        var before = reading.Structure.ToJsonString();
        var (form, fault) = new CorrectedForm(reading.Structure, reading.BoostedFileContent).With(Item(reading), new(Id, state, value, "me"));
        fault.ShouldBeNull();
        reading.Structure.ToJsonString().ShouldBe(before, "what came in is left as it is");
        // As it comes back from the database.
        return form! with { Structure = JsonNode.Parse(form.Structure.ToJsonString())!.AsObject() };
    }

    private static ReviewItem Item(OcrResult reading)
    {
        var dispute = reading.Structure["disputes"]![0]!.Deserialize<Dispute>(ReadingJsonWithPage)!;
        return new(
            Id, Guid.NewGuid(), "", 1, dispute.Field, dispute.Standing.ToString().ToLowerInvariant(), dispute.Read, dispute.Seen, ReviewState.Open, default, dispute.Line);
    }

    private static JsonSerializerOptions ReadingJsonWithPage { get; } = new(ReadingJson.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    private static JsonArray Lines(CorrectedForm form) => form.Structure["pages"]![0]!["inscriptions"]!.AsArray();

    private static JsonNode Line(CorrectedForm form, int number) => Lines(form).Single(line => (int)line!["line"]! == number)!;

    private static OcrResult Index(params Dispute[] disputes) => ReadingStructure.OfIndex(
        [
            new(Guid.Empty, SampleReadings.Index(3), ["doubt"], 1, PageView.Prepared, default)
            {
                Disputes = disputes,
                Values = [new LocatedValue(2, "nature", Standing.Disputed, "Bail", disputes[0].Box, 0.5)],
            },
        ],
        Guid.Empty, new("model", "prompt", "hash"), []);

    private static OcrResult Acte(Dispute dispute)
    {
        var acte = SampleReadings.Acte(1, 2);
        return ReadingStructure.OfActe(
            [.. acte.Pages.Select(page => new PageResult<ActePageReading>(Guid.Empty, new(page, page.Page is 1 ? acte.Deed : null, []), [], 1, PageView.Prepared, default) { Disputes = page.Page is 1 ? [dispute] : [] })],
            Guid.Empty, new("model", "prompt", "hash"), []);
    }
}
