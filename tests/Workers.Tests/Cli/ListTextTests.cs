using Shouldly;
using Workers.Cli.Status;
using Workers.Office;
using Workers.Operations.Documents;
using Workers.Operations.Intake;
using Xunit;

namespace Workers.Cli;

public sealed class ListTextTests
{
    private static readonly string[] Headers = ["id", "status", "number", "error"];

    private static readonly IReadOnlyList<IReadOnlyList<string>> Rows =
    [
        ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "5 ERREUR", "12 345 678", "The site did not answer within 30 s, and said nothing of works."],
        ["9b2504e0-4f89-11d3-9a0c-0305e82c3302", "2 EN_TRAITEMENT", "1", "first\nsecond\u001b[31m"],
    ];

    [Fact]
    public void On_a_pipe_every_cell_is_whole_and_on_one_line() => ListText.Table(Headers, Rows, null).ShouldBe([
        "id                                    status           number      error",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301  5 ERREUR         12 345 678  The site did not answer within 30 s, and said nothing of works.",
        "9b2504e0-4f89-11d3-9a0c-0305e82c3302  2 EN_TRAITEMENT  1           first second\uFFFD[31m",
    ]);

    [Fact]
    public void On_a_narrow_terminal_ids_are_told_by_their_beginning_and_the_longest_cells_are_cut()
    {
        var lines = ListText.Table(Headers, Rows, 60).ToList();

        lines.ShouldBe([
            "id         status           number      error",
            "3f2504e0…  5 ERREUR         12 345 678  The site did not…",
            "9b2504e0…  2 EN_TRAITEMENT  1           first second\uFFFD[31m",
        ]);
    }

    [Fact]
    public void What_does_not_fit_is_left_out_from_the_right_and_named()
    {
        ListText.Table(Headers, Rows, 30).ShouldBe([
            "id         status     number",
            "3f2504e0…  5 ERREUR   12 345…",
            "9b2504e0…  2 EN_TRA…  1",
            "Left out for want of room:",
            "error. A wider terminal, or a",
            "pipe, shows all.",
        ]);
        ListText.Table(Headers, Rows, 30, OfficeWords.French).ShouldContain("Omis faute de place\u00A0: error.");
    }

    [Fact]
    public void Of_no_width_is_a_line_longer_a_header_cut_or_a_cell_cut_without_an_ellipsis()
    {
        var whole = Rows.SelectMany(row => row).Concat(Headers).Select(cell => cell.ReplaceLineEndings(" ").Replace('\u001b', '\uFFFD')).ToHashSet(StringComparer.Ordinal);
        for (var width = 12; width <= 130; width++)
        {
            var lines = ListText.Table(Headers, Rows, width).TakeWhile(line => !line.StartsWith("Left out", StringComparison.Ordinal)).ToList();

            lines.ShouldAllBe(line => line.Length <= width);
            foreach (var cell in lines.SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            {
                (whole.Contains(cell) || cell.EndsWith('…')).ShouldBeTrue($"{width}: {cell}");
            }
        }
    }

    [Fact]
    public void Ids_that_begin_alike_are_told_as_far_as_they_differ()
    {
        IReadOnlyList<IReadOnlyList<string>> alike = [["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "a"], ["3f2504e0-4f81-11d3-9a0c-0305e82c3301", "b"]];

        ListText.Table(["id", "kind"], alike, 30).ShouldBe([$"{"id",-16}kind", "3f2504e0-4f89…  a", "3f2504e0-4f81…  b"]);
    }

    [Fact]
    public void A_page_on_a_narrow_terminal_keeps_words_whole()
    {
        using var output = new StringWriter();

        PageWriter.WritePlain(output, [new("What the office has to look at first, and why", Headers, Rows)], ["a warning that is longer than the terminal is wide"], width: 40);

        var lines = output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        lines.ShouldAllBe(line => line.Length <= 40);
        lines[..2].ShouldBe(["What the office has to look at first,", "and why"]);
        lines[^2..].ShouldBe(["! a warning that is longer than the", "  terminal is wide"]);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" edge", "\" edge\"")]
    [InlineData("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("x;=cmd;-y", "\"x;'=cmd;'-y\"")]
    [InlineData("a - b; c", "\"a - b; c\"")]
    public void A_text_is_quoted_as_CSV_and_never_a_formula(string cell, string expected) => CsvText.LineOf([cell], [true]).ShouldBe(expected);

    [Fact]
    public void A_number_stays_a_number() => CsvText.LineOf(["-5", "-5"], [false, true]).ShouldBe("-5,\"'-5\"");

    [Fact]
    public void What_is_written_is_read_again_as_the_same_cells()
    {
        string[] cells = ["", "a;b", "c\"d", "e\r\nf", " g ", "é"];

        var (records, _) = Csv.Parse(CsvText.LineOf(cells, [.. cells.Select(_ => true)]) + "\n");

        records.ShouldHaveSingleItem().Fields.ShouldBe(cells);
    }
}
