using System.Text.Json.Nodes;
using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Reviews;

/// <summary>A person's words in a deed: where they belong, whole, and nowhere else; taken back, the text is as it was.</summary>
public sealed class DeedTextTests
{
    private static readonly string[] Lines =
    [
        "L'an deux mille vingt et un, le 12 mars,", "devant Me Roy, notaire à Laval, a comparu", "Jean Royer, vendeur, domicilié au 12 rue Roy.", "Le prix est de 12 000,12 $ payé ce jour.", "Fait et passé à Laval.",
    ];

    [Theory]
    [InlineData(2, "Roy", "Ray", "devant Me Ray, notaire")]
    [InlineData(3, "Roy", "Ray", "12 rue Ray.")]
    [InlineData(1, "12", "21", "le 21 mars")]
    [InlineData(3, "12", "21", "au 21 rue Roy")]
    public void A_short_word_is_replaced_in_its_line_and_never_as_a_part_of_another(int line, string read, string value, string shown)
    {
        var reading = Deed(Text(Lines), new Dispute(line, "text", Standing.Disputed, read, read, Witness.TextLayer, null));

        var after = Say(reading, value);

        after.Boosted.ShouldContain(shown);
        Difference(reading.BoostedFileContent, after.Boosted).ShouldBe(1);
        after.Boosted.ShouldContain("Jean Royer");
        after.Boosted.ShouldContain("12 000,12 $");
        Back(after, reading, value).Boosted.ShouldBe(reading.BoostedFileContent);
    }

    [Fact]
    public void A_word_whose_line_nobody_located_is_refused_where_it_stands_twice()
    {
        var reading = Deed(Text(Lines), new Dispute(null, "text", Standing.Disputed, "Roy", "Ray", Witness.TextLayer, null));

        new CorrectedForm(reading.Structure, reading.BoostedFileContent).With(Item(reading), new(Guid.NewGuid(), ReviewState.Corrected, "Ray", "me"))
            .Fault.ShouldNotBeNull().Text.ShouldContain("'Roy' stands 2 times");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Lines_that_were_left_out_are_put_where_they_stand_on_the_page(int line)
    {
        var left = Lines.Where((_, i) => i != line - 1).ToArray();
        var reading = Deed(Text(left), new Dispute(line, "text", Standing.Missing, "", Lines[line - 1], Witness.TextLayer, null), Lines);

        var after = Say(reading, Lines[line - 1]);

        after.Boosted.ShouldBe(Deed(Text(Lines), new Dispute(1, "text", Standing.Missing, "", "", Witness.TextLayer, null)).BoostedFileContent);
        Back(after, reading, Lines[line - 1]).Boosted.ShouldBe(reading.BoostedFileContent);
    }

    [Fact]
    public void A_number_that_was_left_out_is_put_into_its_line()
    {
        var spoilt = Lines.ToArray();
        spoilt[2] = spoilt[2].Replace("au 12 rue", "au rue", StringComparison.Ordinal);
        var reading = Deed(Text(spoilt), new Dispute(3, "text", Standing.Disputed, "", "12", Witness.TextLayer, null), Lines);

        var after = Say(reading, "12");

        after.Boosted.ShouldContain("domicilié au 12 rue Roy.");
        Back(after, reading, "12").Boosted.ShouldBe(reading.BoostedFileContent);
    }

    [Fact]
    public void A_line_keeps_what_else_stands_in_it_and_stays_in_doubt_while_something_of_it_is()
    {
        var reading = Deed(
            Text(Lines), [new Dispute(2, "text", Standing.Disputed, "Roy", "Ray", Witness.TextLayer, null), new Dispute(2, "text", Standing.Disputed, "Laval", "Lavaltrie", Witness.TextLayer, null)],
            [Lines[0], "devant Me Ray, notaire à Lavaltrie, a comparu", .. Lines.Skip(2)]);

        var after = Say(reading, "Rey");
        Value(after, 2).ShouldBe(("devant Me Rey, notaire à Lavaltrie, a comparu", "disputed"));
        Value(after, 3).ShouldBe((Lines[2], "confirmed"));

        var second = Item(reading, 1);
        var done = after.With(second, new(Guid.NewGuid(), ReviewState.Accepted, null, "me")).Form!;
        Value(done, 2).ShouldBe(("devant Me Rey, notaire à Laval, a comparu", "confirmed"));
    }

    [Fact]
    public void A_page_that_shows_a_line_like_those_between_pages_is_not_taken_for_two()
    {
        var odd = $"{Lines[0]}\n\n--- Page 2 ---\n{Lines[1]}";
        var reading = Deed(odd, new Dispute(2, "text", Standing.Disputed, "Roy", "Ray", Witness.TextLayer, null), second: "Devant Me Roy, une autre page");
        reading.FileContent.Split('\n').Count(line => line is "--- Page 2 ---").ShouldBe(1);

        var after = Say(reading, "Ray");
        after.Boosted.ShouldContain("devant Me Ray, notaire");
        after.Boosted.ShouldContain("Devant Me Roy, une autre page");

        // As an earlier version wrote it.
        var old = new CorrectedForm(reading.Structure, reading.BoostedFileContent.Replace("\n --- Page 2 ---", "\n--- Page 2 ---", StringComparison.Ordinal));
        old.With(Item(reading), new(Guid.NewGuid(), ReviewState.Corrected, "Ray", "me")).Fault.ShouldNotBeNull().Text.ShouldContain("more than one line that may begin it");
    }

    private static CorrectedForm Say(OcrResult reading, string value)
    {
        var (form, fault) = new CorrectedForm(reading.Structure, reading.BoostedFileContent).With(Item(reading), new(Guid.NewGuid(), ReviewState.Corrected, value, "me"));
        fault.ShouldBeNull();
        return form! with { Structure = JsonNode.Parse(form.Structure.ToJsonString())!.AsObject() };
    }

    private static CorrectedForm Back(CorrectedForm form, OcrResult reading, string value)
    {
        var (back, fault) = form.With(Item(reading) with { State = ReviewState.Corrected, Value = value }, new(Guid.NewGuid(), ReviewState.Accepted, null, "me"));
        fault.ShouldBeNull();
        return back!;
    }

    private static (string?, string?) Value(CorrectedForm form, int line)
    {
        var value = form.Structure["pages"]![0]!["values"]!.AsArray().Single(one => (int)one!["line"]! == line)!;
        return ((string?)value["text"], (string?)value["standing"]);
    }

    private static int Difference(string one, string other)
    {
        var (before, after) = (one.Split((char[])[' ', '\n']), other.Split((char[])[' ', '\n']));
        after.Length.ShouldBe(before.Length);
        return before.Zip(after).Count(pair => pair.First != pair.Second);
    }

    private static string Text(string[] lines) => string.Join('\n', lines);

    private static ReviewItem Item(OcrResult reading, int number = 0)
    {
        var dispute = reading.Structure["disputes"]![number]!;
        return new(
            Guid.NewGuid(), Guid.NewGuid(), "", 1, "text", (string)dispute["standing"]!, (string)dispute["read"]!, (string)dispute["seen"]!, ReviewState.Open, default, (int?)dispute["line"]);
    }

    private static OcrResult Deed(string text, Dispute dispute, string[]? onPage = null, string second = "Autre page") => Deed(text, [dispute], onPage ?? Lines, second);

    private static OcrResult Deed(string text, Dispute[] disputes, string[] onPage, string second = "Autre page")
    {
        LocatedValue Located(string line, int number) => new(
            number, "text", disputes.FirstOrDefault(dispute => dispute.Line == number)?.Standing ?? Standing.Confirmed, line, new PageBox(0, 20 * number, 100, (20 * number) + 10), 1);
        PageResult<ActePageReading> Page(int number, string words) => new(Guid.Empty, new(new(number, false, words, 0), null, []), [], 1, PageView.Prepared, default);
        return ReadingStructure.OfActe(
            [Page(1, text) with { Disputes = disputes, Values = [.. onPage.Select((line, i) => Located(line, i + 1))] }, Page(2, second)], Guid.Empty, new("model", "prompt", "hash"), []);
    }
}
