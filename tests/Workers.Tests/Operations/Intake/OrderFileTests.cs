using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Operations.Intake;

public sealed class OrderFileTests
{
    private const string Header = "environment,document_source,document_number,circonscription_fonciere,cadastre,acte_type,priority\n";

    [Fact]
    public void A_csv_row_becomes_a_document()
    {
        var order = Read(Header + "prod,index,1 234 567,Montréal,Cadastre du Québec,,5\n").Orders.ShouldHaveSingleItem();

        order.ShouldBe(new DocumentOrder(TargetEnvironment.Prod, new(DocumentSource.Index, "1 234 567", "Montréal", "Cadastre du Québec", Priority: 5)));
    }

    [Fact]
    public void A_json_item_becomes_a_document()
    {
        var order = Read("""[{"document_source":"acte","document_number":23456789,"circonscription_fonciere":"Laval","acte_type":"avis d'adresse"}]""", isJson: true)
            .Orders.ShouldHaveSingleItem();

        order.ShouldBe(new DocumentOrder(TargetEnvironment.Dev, new(DocumentSource.Acte, "23456789", "Laval", ActeType: "Avis d'adresse")));
    }

    [Fact]
    public void Quotes_semicolons_marks_and_line_breaks_of_spreadsheets_are_understood()
    {
        var text = "\uFEFFdocument_source;document_number;circonscription_fonciere;cadastre\r\nindex;\"1;2\r\n3\";\"Saint-\"\"Jean\"\"\";Lévis\r\n\r\n";

        var order = Read(text).Orders.ShouldHaveSingleItem();

        order.Document.DocumentNumber.ShouldBe("1;2\r\n3");
        order.Document.CirconscriptionFonciere.ShouldBe("Saint-\"Jean\"");
    }

    [Theory]
    [InlineData("\"Saint\"-Jean", "Saint-Jean")]
    [InlineData("\"Laval\" ", "Laval")]
    [InlineData("5\" Laval", "5\" Laval")]
    public void A_misplaced_quote_spoils_no_other_field(string written, string read)
    {
        var order = Read($"document_source,document_number,circonscription_fonciere,cadastre,priority\nindex,1,{written},Q,7\n").Orders.ShouldHaveSingleItem();

        (order.Document.CirconscriptionFonciere, order.Document.Cadastre, order.Document.Priority).ShouldBe((read, "Q", 7));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_are_counted_whatever_ends_them_and_empty_ones_too(string end)
    {
        var text = string.Join(end, "document_source,document_number", "", "index,\"1", "2\"", ",,", "index,3", "");

        OrderFile.Parse(text, isJson: false).Select(row => row.Place).ShouldBe(["line 3", "line 6"]);
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
            "line 4: circonscription_fonciere is missing",
            "line 6: acte_type 'Testament' is unknown; allowed: Acte, Avis d'adresse, Radiation, Acte divers",
            "line 7: 8 fields, more than the header has columns",
        ]);
    }

    [Theory]
    [InlineData("", false, "empty")]
    [InlineData("document_sorce,document_number\nindex,1\n", false, "unknown column 'document_sorce'")]
    [InlineData("cadastre,cadastre\n", false, "named twice")]
    [InlineData("document_source,document_number\nindex,\"1\n", false, "line 2: a quoted field does not end")]
    [InlineData("{}", true, "must be an array")]
    [InlineData("[1]", true, "item 1: not an object")]
    [InlineData("[{", true, "not JSON")]
    [InlineData("""[{"lot":1}]""", true, "item 1: unknown column 'lot'")]
    public void A_file_that_is_not_understood_says_where(string text, bool isJson, string message) =>
        Should.Throw<FormatException>(() => OrderFile.Parse(text, isJson)).Message.ShouldContain(message);

    private static (List<DocumentOrder> Orders, List<RowFault> Faults) Read(string text, bool isJson = false)
    {
        var faults = new List<RowFault>();
        var orders = OrderFile.Parse(text, isJson)
            .Select(row => DocumentRow.Read(row, TargetEnvironment.Dev, [TargetEnvironment.Prod, TargetEnvironment.Dev], faults))
            .OfType<DocumentOrder>()
            .ToList();
        return (orders, faults);
    }
}
