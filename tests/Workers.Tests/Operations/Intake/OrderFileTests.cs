using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Office;
using Xunit;

namespace Workers.Operations.Intake;

public sealed class OrderFileTests
{
    private const string Header = "environment,document_source,document_number,circonscription_fonciere,cadastre,acte_type,priority\n";

    [Fact]
    public void A_csv_row_becomes_a_document()
    {
        var order = Read(Header + "prod,index,1 234 567,Montréal,Cadastre du Québec,,5\n").Orders.ShouldHaveSingleItem();

        order.ShouldBe(new DocumentOrder(TargetEnvironment.Prod, new(DocumentSource.Index, "1 234 567", "Montréal", "Cadastre du Québec", Priority: 5), Remark.Of("place.line", new() { ["line"] = 2 })));
        order.Place.ShouldBe("line 2");
    }

    [Fact]
    public void A_json_item_becomes_a_document()
    {
        var order = Read("""[{"document_source":"acte","document_number":23456789,"circonscription_fonciere":"Laval","acte_type":"avis d'adresse"}]""", isJson: true)
            .Orders.ShouldHaveSingleItem();

        order.ShouldBe(new DocumentOrder(TargetEnvironment.Dev, new(DocumentSource.Acte, "23456789", "Laval", ActeType: "Avis d'adresse"), Remark.Of("place.item", new() { ["item"] = 1 })));
        order.Place.ShouldBe("item 1");
    }

    [Fact]
    public void Quotes_separators_and_line_breaks_inside_of_fields_are_understood()
    {
        var record = Csv.Parse("a;b;c\r\nindex;\"1;2\r\n3\";\"Saint-\"\"Jean\"\"\"\r\n\r\nnext\r\n").Records[1];

        record.Fields.ShouldBe(["index", "1;2\r\n3", "Saint-\"Jean\""]);
        record.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("\"Laval\" ")]
    [InlineData(" \"Laval\"")]
    [InlineData("  Laval  ")]
    public void Spaces_around_a_field_and_its_quotes_do_not_count(string written) => Read(WithDivision(written)).Orders.ShouldHaveSingleItem()
        .Document.CirconscriptionFonciere.ShouldBe("Laval");

    [Theory]
    [InlineData("\"1 111 108\"-1", "line 2, column B: text stands behind a closing quote: '\"1 111 108\"-1'")]
    [InlineData("5\" Laval", "line 2, column B: '5\" Laval' has a quote in its midst")]
    [InlineData("=\"a\"b\"", "line 2, column B: '=\"a\"b\"' has a quote in its midst")]
    [InlineData("\"Laval", "line 2, column B: a quoted field does not end")]
    public void A_misplaced_quote_is_refused_by_line_and_column(string written, string message) =>
        Should.Throw<FormatException>(() => Read(WithDivision(written))).Message.ShouldStartWith(message);

    [Fact]
    public void A_misplaced_quote_below_a_field_of_two_lines_is_found_on_its_own_line() =>
        Should.Throw<FormatException>(() => Csv.Parse("a,b\n\"1\n2\",x\"y\n")).Message.ShouldStartWith("line 3, column B: 'x\"y'");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_are_counted_whatever_ends_them_and_empty_ones_too(string end)
    {
        var text = string.Join(end, "document_source,document_number", "", "index,\"1", "2\"", ",,", "index,3", "");

        File(text).Rows.Select(row => row.Where.Text).ShouldBe(["line 3", "line 6"]);
    }

    [Fact]
    public void Every_fault_of_every_row_is_told_with_its_line()
    {
        var (orders, faults) = Read(
            Header
            + "prod,index,1,Montréal,Québec,,\n"
            + "staging,deed,,Montréal,,,high\n"
            + "\"prod\",\"index\",\"2\nb\",,Québec,,\n"
            + "prod,acte,3,Laval,,Testament,\n"
            + "prod,index,4,Laval,Québec,,,extra\n");

        orders.Count.ShouldBe(1);
        faults.Select(fault => fault.ToString()).ShouldBe(
        [
            "line 3: environment 'staging' is not configured; allowed: prod, dev",
            "line 3: document_source 'deed' is unknown; allowed: index, acte, plan_cadastraux",
            "line 3: document_number is missing",
            "line 3: priority 'high' is not a whole number from -1000 to 1000",
            "line 4, column C (document_number): holds U+000A, a line break, after '2'; allowed: characters that can be seen, and spaces. Delete it, or type the cell anew.",
            "line 4: circonscription_fonciere is missing",
            "line 6: acte_type 'Testament' is unknown; allowed: Acte, Avis d'adresse, Radiation, Acte divers",
            "line 7, column H: 'extra' stands under no column name. Name the column in the header, or empty the cell.",
        ]);
    }

    [Theory]
    [InlineData("", false, "empty")]
    [InlineData("document_sorce,document_number\nindex,1\n", false, "unknown column 'document_sorce'")]
    [InlineData("cadastre,cadastre\n", false, "line 1, column B: 'cadastre' is named twice, first in column A")]
    [InlineData("document_source,document_number\nindex,\"1\n", false, "line 2, column B: a quoted field does not end")]
    [InlineData("{}", true, "must be an array")]
    [InlineData("[1]", true, "item 1: a number is not an object")]
    [InlineData("[{", true, "not JSON")]
    [InlineData("""[{"lot":1}]""", true, "item 1: unknown column 'lot'")]
    public void A_file_that_is_not_understood_says_where(string text, bool isJson, string message) =>
        Should.Throw<FormatException>(() => File(text, isJson)).Message.ShouldContain(message);

    private static (List<DocumentOrder> Orders, List<RowFault> Faults) Read(string text, bool isJson = false)
    {
        var faults = new List<RowFault>();
        var orders = File(text, isJson).Rows
            .Select(row => DocumentRow.Read(row, TargetEnvironment.Dev, [TargetEnvironment.Prod, TargetEnvironment.Dev], faults))
            .OfType<DocumentOrder>()
            .ToList();
        return (orders, faults);
    }

    private static OrderFile File(string text, bool isJson = false) => OrderFile.Read(Encoding.UTF8.GetBytes(text), isJson);

    private static string WithDivision(string written) => $"document_source,circonscription_fonciere,document_number,cadastre\nindex,{written},1,Q\n";
}
