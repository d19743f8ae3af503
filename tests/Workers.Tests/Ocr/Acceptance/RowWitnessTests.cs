using System.Globalization;
using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Acceptance;

/// <summary>A line beside all that stands in its row, where nobody knows the columns.</summary>
public sealed class RowWitnessTests
{
    private const string Row = "Trust@96 and@96 Loan@96 Co.@96 No@96 78613@95 Vente@96 Lucie@96 Tremblay@95 19@97 décembre@96 1925@96 No@95 75565@95";

    [Theory]
    [InlineData(Row, "Trust and Loan Co.; Lucie Tremblay", false)]
    [InlineData(Row, "Trust and Loan Co.", true)]
    [InlineData(Row, "Trust and Loan Co.; Les Soeurs Grises", true)]
    [InlineData("Guy@96 Roy@95 75565@95", "Lucie Tremblay", true)]
    [InlineData("Lucie@96 Tremblay@91 75565@95", "", false)]
    [InlineData("Lucie@96 Tremblay@95 75565@95", "", true)]
    [InlineData("19@97 décembre@96 juillet@95 1925@96 75565@95", "", false)]
    public void Names_that_stand_in_the_row_and_that_the_line_has_nowhere_were_left_out(string row, string said, bool isLeftOut) =>
        RowWitness.LeavesOut(IndexField.Parties, Line("78613", said.Split("; ")), Words(row)).ShouldBe(isLeftOut);

    [Theory]
    [InlineData(Row, "78613", false)]
    [InlineData(Row, "78013", true)]
    [InlineData(Row, "", false)]
    [InlineData("No@96 78613@91 75565@95", "78013", false)]
    [InlineData("75565@95 1925@96", "78013", false)]
    [InlineData("786131@95 75565@95", "78613", false)]
    [InlineData("Vente@96 78614@95 75565@95", "78613", true)]
    public void A_radiation_is_another_where_a_number_stands_in_the_row_that_the_line_has_nowhere(string row, string said, bool isOther) =>
        RowWitness.LeavesOut(IndexField.Radiation, Line(said, "Trust and Loan Co."), Words(row)).ShouldBe(isOther);

    private static Inscription Line(string radiation, params string[] names) => SampleReadings.Index(1).Inscriptions[0] with
    {
        PublicationNumber = "75565", PresentationDate = "19 déc. 1925", Nature = "Vente", RadiationNumber = radiation, AddressNotices = [], Remarks = "", Parties = [.. names.Select(name => new Party(name, ""))],
    };

    private static List<PageWord> Words(string row) =>
    [
        .. row.Split(' ').Select((word, at) => word.Split('@') is [var text, var sure] ? new PageWord(text, new(at * 80, 100, (at * 80) + 40, 110), int.Parse(sure, CultureInfo.InvariantCulture)) : throw new FormatException(word)),
    ];
}
