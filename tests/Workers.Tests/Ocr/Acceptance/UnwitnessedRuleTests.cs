using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

/// <summary>A scanned page that nobody but the model has read never passes in silence.</summary>
public sealed class UnwitnessedRuleTests
{
    private static readonly UnwitnessedPolicy Held = new(IsHeld: true, Remark.Of("remedy.second_model"));
    private static readonly PageTestimony Silent = new(Testimony<WordPage>.None("the page has no text of its own"), Testimony<InkMarks>.None("no picture was made"));

    [Fact]
    public void A_page_without_any_witness_is_for_a_person_with_the_reason_and_the_remedy()
    {
        var doubt = WitnessedPage.Of(Index(4), Silent, SecondReadings.None, Held).Doubts.ShouldHaveSingleItem();

        doubt.Reason.ShouldBe("read by the model alone (the page has no text of its own): a person compares it with the page (OCR_SECOND_MODEL lets a second model read such pages)");
        (doubt.IsUnwitnessed, doubt.AgainMayHelp).ShouldBe((true, false));
        WitnessedPage.Of(Index(4), Silent, SecondReadings.None, Held with { MayReadAgain = true }).Doubts.ShouldHaveSingleItem().AgainMayHelp.ShouldBeTrue();
        IndexGate.Judge(ModelAnswer.Of(Index(4)), hasInk: true, null, Silent, policy: Held).ShouldSatisfyAllConditions(
            judged => judged.Verdict.ShouldBe(Verdict.Uncertain), judged => judged.IsUnwitnessed.ShouldBeTrue());
    }

    [Fact]
    public void Where_the_office_accepts_such_pages_only_one_written_by_hand_is_held()
    {
        WitnessedPage.Of(Index(4), Silent, SecondReadings.None).Doubts.ShouldBeEmpty();
        WitnessedPage.Of(Index(4) with { Template = PageTemplate.Manuscrit }, Silent, SecondReadings.None).Doubts.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_second_reading_that_says_the_same_is_a_witness()
    {
        var (doubts, values) = WitnessedPage.Of(Index(4), Silent, new([], [Index(4)]), Held);

        doubts.ShouldBeEmpty();
        values.ShouldAllBe(value => value.Standing == Standing.Confirmed && value.Confidence == 0.5);
    }

    [Fact]
    public void What_a_second_reading_says_otherwise_is_named_with_both_values()
    {
        var second = Index(4);
        second = second with { Inscriptions = [second.Inscriptions[0], second.Inscriptions[1] with { PresentationDate = "1901-01-01" }, second.Inscriptions[3] with { Line = 3 }] };
        var doubts = WitnessedPage.Of(Index(4), Silent, new([], [second]), Held).Doubts;

        doubts.Select(doubt => doubt.Dispute!).ShouldAllBe(dispute => dispute.Witness == Witness.SecondReading);
        doubts.Select(doubt => (doubt.Dispute!.Line, doubt.Dispute.Field, doubt.Dispute.Standing)).ShouldBe(
            [(2, "presentation_date", Standing.Disputed), (3, "line", Standing.Invented)]);
        doubts[0].Reason.ShouldContain("'1901-01-01'");
        WitnessedPage.Of(second, Silent, new([], [Index(4)]), Held).Doubts.ShouldContain(doubt => doubt.Dispute!.Standing == Standing.Missing);
    }

    [Fact]
    public void A_page_of_its_own_text_and_one_that_Tesseract_confirms_are_as_before()
    {
        foreach (var page in WrittenPage.All)
        {
            WitnessedPage.Of(page.Truth, page.Said, SecondReadings.None, Held).Doubts.ShouldBeEmpty($"page {page.Seed}");
            var read = new WrittenPage(page.Seed, (word, _) => word);
            WitnessedPage.Of(read.Truth, read.Said, SecondReadings.None, Held).Doubts.ShouldBeEmpty($"page {page.Seed}, read by Tesseract");
        }
    }

    [Fact]
    public void A_line_of_which_only_the_model_reads_the_number_is_named()
    {
        var page = WrittenPage.All.First(page => page.Truth.Inscriptions.Count > 6);
        var number = page.Said.Table!.Bands[2].Number!;
        var read = new WrittenPage(page.Seed, (word, _) => word.Box.SharedHeight(number.Box) > 0 && word.Box.SharedWidth(number.Box) > 0
            ? word with { Confidence = 40, Text = string.Concat(word.Text.Select(digit => char.IsAsciiDigit(digit) ? '7' : digit)) }
            : word);

        WitnessedPage.Of(read.Truth, read.Said, SecondReadings.None, Held).Doubts.ShouldHaveSingleItem().Reason.ShouldBe(
            "line 3: nobody but the model could read the number; a person compares it with the page");
    }
}
