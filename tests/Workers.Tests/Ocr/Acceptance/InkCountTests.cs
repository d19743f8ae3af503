using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

/// <summary>Pages of which only the ink is known: rules, and marks without letters.</summary>
public sealed class InkCountTests
{
    private static readonly double[] Edges = [30, 110, 190, 300, 560];

    [Fact]
    public void As_many_lines_as_inked_rows_raise_no_doubt_and_each_value_has_its_row()
    {
        foreach (var rows in Enumerable.Range(3, 40))
        {
            var (doubts, values) = WitnessedPage.Of(Index(rows), Page(rows), SecondReadings.None);
            doubts.ShouldBeEmpty();
            values.ShouldAllBe(value => value.Standing == Standing.Unwitnessed && value.Confidence == 0.6 && value.Box != null);
            values.Where(value => value.Field == "publication_number").Select(value => value.Box!.Value.Top).ShouldBe(Enumerable.Range(0, rows).Select(row => 120.0 + (row * 15)));
        }
    }

    [Fact]
    public void Fewer_lines_than_rows_are_missing_and_more_are_invented()
    {
        foreach (var rows in Enumerable.Range(3, 30))
        {
            var fewer = WitnessedPage.Of(Index(rows - 1), Page(rows), SecondReadings.None);
            var doubt = fewer.Doubts.ShouldHaveSingleItem();
            doubt.Dispute.ShouldNotBeNull().ShouldSatisfyAllConditions(
                dispute => dispute.Standing.ShouldBe(Standing.Missing),
                dispute => dispute.Witness.ShouldBe(Witness.Ink),
                dispute => dispute.Box!.Value.ShouldBe(new(30, 120, 560, 120 + (rows * 15))));
            doubt.AgainMayHelp.ShouldBeTrue();
            doubt.Told!.ShouldNotContain($"{rows}");
            fewer.Values.ShouldAllBe(value => value.Confidence == 0.4 && value.Box == null);
            WitnessedPage.Of(Index(rows + 1), Page(rows), SecondReadings.None).Doubts.ShouldHaveSingleItem().Dispute!.Standing.ShouldBe(Standing.Invented);
        }
    }

    [Fact]
    public void Headings_that_may_be_a_row_and_a_row_that_lost_its_rule_leave_no_count()
    {
        foreach (var rows in Enumerable.Range(3, 30))
        {
            WitnessedPage.Of(Index(rows + 1), Page(rows, hasTitles: false), SecondReadings.None).Doubts.ShouldBeEmpty();
            var marks = Page(rows).Ink.Said!;
            InkMarks without = new(marks.Size, [.. marks.Across.SkipLast(1)], marks.Down, marks.Words);
            WitnessedPage.Of(Index(rows), new(Testimony<WordPage>.None("none"), Testimony<InkMarks>.Of(without)), SecondReadings.None).Doubts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Nothing_returned_is_doubted_also_where_no_column_surely_counts()
    {
        WitnessedPage.Of(Index(0), Page(4, evenNumbers: false), SecondReadings.None).Doubts.ShouldHaveSingleItem().Reason.ShouldStartWith("no inscription was returned where the page shows 4 rows");
        WitnessedPage.Of(Index(3), Page(4, evenNumbers: false), SecondReadings.None).Doubts.ShouldBeEmpty("where the ink is unsure it is silent");
    }

    [Fact]
    public void A_page_written_by_hand_is_for_a_person_unless_a_second_reading_says_the_same()
    {
        var page = Index(4) with { Template = PageTemplate.Manuscrit };
        var doubt = WitnessedPage.Of(page, Page(4), SecondReadings.None).Doubts.ShouldHaveSingleItem();
        (doubt.Reason, doubt.AgainMayHelp, doubt.IsUnwitnessed).ShouldBe(("written by hand and read by the model alone: a person compares it with the page", false, true));
        WitnessedPage.Of(page, Page(4), new([], [page with { OtherText = "tampon" }])).Doubts.ShouldBeEmpty();
        WitnessedPage.Of(page, Page(4), new([], [page with { Inscriptions = [.. Index(4).Inscriptions.Reverse()] }])).Doubts.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_page_of_which_Tesseract_reads_hardly_a_word_is_for_a_person_whatever_the_model_calls_it()
    {
        var ink = Page(20).Ink;
        WordPage words = new(WordSource.Tesseract, new(612, 792), [.. ink.Said!.Words.Take(8).Select(mark => new PageWord("mot", mark, 40))]);
        WitnessedPage.Of(Index(20), new(Testimony<WordPage>.Of(words), ink), SecondReadings.None).Doubts.ShouldHaveSingleItem().Reason.ShouldContain("as on a page written by hand");
    }

    private static PageTestimony Page(int rows, bool evenNumbers = true, bool hasTitles = true)
    {
        List<PageBox> marks = [.. Edges.SkipLast(1).Select(edge => new PageBox(edge + 6, 105, edge + (hasTitles ? 30 : 50), 113))];
        List<Rule> across = [new(100, 30, 560), new(120, 30, 560)];
        for (var row = 0; row < rows; row++)
        {
            var y = 120 + (row * 15);
            marks.AddRange(Edges.SkipLast(1).Select((edge, column) => new PageBox(edge + 6, y + 3, edge + 50 + (column > 1 || !evenNumbers ? row % 3 * 25 - 25 : 0), y + 11)));
            across.Add(new(y + 15, 30, 560));
        }

        InkMarks ink = new(new PageSize(612, 792), across, [.. Edges.Select(edge => new Rule(edge, 100, 120 + (rows * 15)))], marks);
        return new(Testimony<WordPage>.None("the page has no text of its own"), Testimony<InkMarks>.Of(ink));
    }
}
