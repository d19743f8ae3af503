using Shouldly;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses.Ink;

public sealed class InkTableTests
{
    private static readonly double[] Edges = [30, 110, 190, 400];

    [Fact]
    public void Pieces_of_a_rule_are_one_and_strokes_of_letters_are_none()
    {
        var rules = Rules.Join([new(100.4, 400, 560), new(100, 30, 200), new(101, 190, 380), new(150, 30, 60), new(200, 30, 560)], side: 612);

        rules.Select(rule => (Math.Round(rule.At), rule.From, rule.To)).ShouldBe([(100, 30, 560), (200, 30, 560)]);
    }

    [Fact]
    public void Rows_are_counted_by_the_column_that_has_one_line_in_each()
    {
        var table = InkTableFinder.Find(Page([20, 50, 30, 20], withRules: true)).ShouldNotBeNull();

        table.Basis.ShouldBe(RowBasis.Rules);
        table.Columns.Count.ShouldBe(3);
        table.Bands.Count.ShouldBe(4);
        table.Numbers.Select(column => column.Left).ShouldBe([30, 110]);
        table.Count.ShouldBe(4);
        table.CountIn(190, 400).ShouldBe(4);
    }

    [Fact]
    public void Without_rules_between_the_rows_two_columns_with_as_many_lines_count_them()
    {
        var table = InkTableFinder.Find(Page([20, 50, 30, 20, 30], withRules: false)).ShouldNotBeNull();

        table.Basis.ShouldBe(RowBasis.Lines);
        table.Count.ShouldBe(5);
    }

    [Fact]
    public void A_row_of_a_ruled_ledger_without_a_number_is_no_inscription()
    {
        var page = Page([20, 20, 20, 20, 20, 20], withRules: true);
        var third = page.Words.Where(word => word.Left < 190).Select(word => word.Top).Distinct().Order().ElementAt(3);

        InkTableFinder.Find(page with { Words = [.. page.Words.Where(word => word.Left >= 190 || Math.Abs(word.Top - third) > 1)] })!.Count.ShouldBe(5);
    }

    [Fact]
    public void A_page_without_rules_shows_no_table() =>
        InkTableFinder.Find(new(new(612, 792), [], [], [new(30, 30, 60, 40)])).ShouldBeNull();

    /// <summary>A heading and rows of these heights: two columns with one line in each row, and one with as many lines as fit.</summary>
    private static InkMarks Page(double[] heights, bool withRules)
    {
        List<Rule> across = [new(100, 30, 400), new(120, 30, 400)];
        var words = Edges[..3].Select(left => new PageBox(left + 3, 106, left + 50, 114)).ToList();
        var y = 120.0;
        foreach (var height in heights)
        {
            words.Add(new(33, y + 5, 80, y + 13));
            words.Add(new(113, y + 5, 150, y + 13));
            for (var line = y + 5; line + 10 <= y + height; line += 10)
            {
                words.Add(new(193, line, 230 + (line % 90), line + 8));
            }

            y += height;
            if (withRules)
            {
                across.Add(new(y, 30, 400));
            }
        }

        if (!withRules)
        {
            across.Add(new(y, 30, 400));
        }

        return new(new PageSize(612, 792), across, [.. Edges.Select(edge => new Rule(edge, 100, y))], words);
    }
}
