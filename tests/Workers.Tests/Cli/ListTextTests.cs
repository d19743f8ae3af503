using Shouldly;
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
            "id        status           number      error",
            "3f2504e0  5 ERREUR         12 345 678  The site did not ans…",
            "9b2504e0  2 EN_TRAITEMENT  1           first second\uFFFD[31m",
        ]);
        ListText.Table(Headers, Rows, 20).ShouldAllBe(line => line.Length <= 30);
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
