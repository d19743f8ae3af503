using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Intake;

/// <summary>What spreadsheets do to a file and to its cells.</summary>
public sealed class CsvRowsTests
{
    private const string Header = "document_source;document_number;circonscription_fonciere;cadastre\n";

    [Theory]
    [InlineData("document_source,document_number,circonscription_fonciere,cadastre\nindex,1,Laval,Q\n")]
    [InlineData("document_source;document_number;circonscription_fonciere;cadastre\nindex;1;Laval;Q\n")]
    [InlineData("document_source\tdocument_number\tcirconscription_fonciere\tcadastre\nindex\t1\tLaval\tQ\n")]
    [InlineData("sep=;\r\ndocument_source;document_number;circonscription_fonciere;cadastre\r\nindex;1;Laval;Q\r\n")]
    [InlineData("sep=,\ndocument_source,document_number,circonscription_fonciere,cadastre\nindex,1,Laval,Q\n")]
    [InlineData("\n\r\n;;;\ndocument_source;document_number;circonscription_fonciere;cadastre\n\nindex;1;Laval;Q\n;;;\n")]
    [InlineData("document_source;document_number;circonscription_fonciere;cadastre;;\nindex;1;Laval;Q;;\n")]
    [InlineData("document_source;document_number;circonscription_fonciere;cadastre\nindex;1;Laval;Q;; ;\n")]
    [InlineData("document_source;document_number;;circonscription_fonciere;cadastre\nindex;1;;Laval;Q\n")]
    public void A_row_is_read_whatever_separates_it_and_however_many_empty_cells_are_around_it(string text)
    {
        var document = Plan(text).Orders.ShouldHaveSingleItem().Document;

        (document.DocumentNumber, document.CirconscriptionFonciere, document.Cadastre).ShouldBe(("1", "Laval", "Q"));
    }

    [Fact]
    public void Lines_may_end_in_three_ways_in_one_file_and_are_counted()
    {
        var plan = Plan("document_source;document_number;circonscription_fonciere;cadastre\r\nindex;1;Laval;Q\rindex;2;Laval;Q\nindex;;Laval;Q\r\n");

        plan.Orders.Select(order => order.Document.DocumentNumber).ShouldBe(["1", "2"]);
        plan.Faults.ShouldHaveSingleItem().ToString().ShouldBe("line 4: document_number is missing");
    }

    [Fact]
    public void Excels_line_counts_as_a_line_and_names_only_what_separates_here()
    {
        Plan("sep=;\n" + Header + "index;;Laval;Q\n").Faults.ShouldHaveSingleItem().Place.ShouldBe("line 3");
        Should.Throw<FormatException>(() => Plan("sep=|\n" + Header)).Message.ShouldStartWith("line 1: 'sep=|' names no separator that is read here; allowed: sep=, or sep=;");
    }

    [Fact]
    public void A_value_without_a_column_is_refused() =>
        Told("index;1;Laval;Q;;extra").ShouldBe("line 2, column F: 'extra' stands under no column name. Name the column in the header, or empty the cell.");

    [Theory]
    [InlineData("=\"00123\"", "00123")]
    [InlineData("\"=\"\"1111112\"\"\"", "1111112")]
    [InlineData("=\"2026-10-12\"", "2026-10-12")]
    [InlineData("1\u00A0111\u202F110", "1 111 110")]
    [InlineData("\u00A01 111\u2009110 ", "1 111 110")]
    [InlineData("399-184", "399-184")]
    [InlineData("24b", "24b")]
    [InlineData("PC-99999", "PC-99999")]
    [InlineData("1358-176-1", "1358-176-1")]
    public void A_number_is_read_as_its_writer_meant_it(string written, string read) =>
        Plan(Header + $"index;{written};Laval;Q\n").Orders.ShouldHaveSingleItem().Document.DocumentNumber.ShouldBe(read);

    [Theory]
    [InlineData("1.11E+06", "was rounded by a spreadsheet")]
    [InlineData("1,11E+06", "was rounded by a spreadsheet")]
    [InlineData("1E+06", "was rounded by a spreadsheet")]
    [InlineData("1111110.0", "is written as a figure")]
    [InlineData("1 111 110,00", "is written as a figure")]
    [InlineData("1,111,110", "is written as a figure")]
    [InlineData("'00123", "is written as a figure")]
    [InlineData("2026-10-12", "looks like a date")]
    [InlineData("12-oct", "looks like a date")]
    [InlineData("10/12/2026", "looks like a date")]
    [InlineData("=A1&B1", "'=A1&B1' is a formula")]
    [InlineData("#REF!", "'#REF!' is an error of the spreadsheet")]
    [InlineData("####", "'####' is an error of the spreadsheet")]
    public void A_number_that_a_spreadsheet_altered_is_refused(string written, string fault)
    {
        var told = Told($"index;{written};Laval;Q");

        told.ShouldContain(fault);
        told.ShouldStartWith("line 2");
        told.ShouldContain("document_number");
    }

    [Theory]
    [InlineData("\0", "U+0000, NUL")]
    [InlineData("\u0007", "U+0007, a control character")]
    [InlineData("\t", "U+0009, a tab")]
    [InlineData("\n", "U+000A, a line break")]
    [InlineData("\u0085", "U+0085, a control character")]
    [InlineData("\u00AD", "U+00AD, a soft hyphen")]
    [InlineData("\u200B", "U+200B, a zero-width space")]
    [InlineData("\u200F", "U+200F, an invisible character")]
    [InlineData("\u2028", "U+2028, a line break")]
    [InlineData("\uE000", "U+E000, which is no character")]
    [InlineData("\uFEFF", "U+FEFF, a byte order mark")]
    [InlineData("\uFFFD", "U+FFFD, which stands for a character that was lost")]
    public void A_character_that_nobody_sees_is_refused_by_line_column_and_code_point(string written, string named) =>
        Told($"index;1;\"La{written}val\";Q").ShouldStartWith($"line 2, column C (circonscription_fonciere): holds {named}");

    [Fact]
    public void A_text_that_was_saved_in_the_wrong_encoding_before_is_refused()
    {
        Told("index;1;MontrÃ©al;Q").ShouldStartWith("line 2, column C (circonscription_fonciere): 'MontrÃ©al' holds 'Ã©', one character of UTF-8");
        Told("index;1;Ã\u00A0 Laval;Q").ShouldContain("one character of UTF-8");
        Told("index;1;Lâ€™Île;Q").ShouldContain("one character of UTF-8");
        Plan(Header + "index;1;CHÂTEAU L’ÎLE;Ångström\n").Faults.ShouldBeEmpty();
    }

    [Fact]
    public void The_header_is_read_as_strictly_as_the_rows()
    {
        Should.Throw<FormatException>(() => Plan("document_source;cadas\u200Btre\n")).Message.ShouldStartWith("line 1, column B: holds U+200B, a zero-width space, after 'cadas'");
        Should.Throw<FormatException>(() => Plan("document_source;lot\u001B[2J\n")).Message.ShouldNotContain("\u001B");
    }

    [Fact]
    public void A_value_that_is_too_long_is_refused_before_anything_is_sent()
    {
        Told($"index;{new string('9', 101)};Laval;Q").ShouldBe("line 2: document_number is longer than 100 characters: it has 101");
        Plan(Header + $"index;{new string('9', 100)};Laval;Q\n").Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_too_long_for_one_transaction_is_refused() =>
        Should.Throw<FormatException>(() => Plan(Header + string.Concat(Enumerable.Repeat("index;1;Laval;Q\n", OrderFile.MostRows + 1))))
            .Message.ShouldBe("the file has 20001 documents; allowed: 20000, which are added together or not at all. Split it.");

    [Fact]
    public void Rows_behind_those_that_may_be_added_are_counted_and_not_kept()
    {
        var (records, count) = Csv.Parse("a\n1\n\n2\n,\n3\n4\n", most: 3);

        records.Select(record => record.Fields[0]).ShouldBe(["a", "1", "2"]);
        count.ShouldBe(5);
    }

    [Fact]
    public void A_row_of_more_fields_than_a_spreadsheet_has_is_refused_where_it_stands()
    {
        Plan(Header + $"index;1;Laval;Q{new string(';', 16_380)}\n").Faults.ShouldBeEmpty();
        Should.Throw<FormatException>(() => Plan(Header + $"\nindex;1;Laval;Q{new string(';', 16_381)}\n"))
            .Message.ShouldBe("line 3: it has 16385 fields; allowed: 16384. Take the empty columns out, and see whether a line break is missing.");
    }

    [Theory]
    [InlineData("index;+1234567;Laval;Q", "line 2, column B (document_number): holds '+' (U+002B) at its start; allowed: digits 0 to 9,")]
    [InlineData("index;@SUM(1);Laval;Q", "line 2, column B (document_number): holds '@' (U+0040) at its start")]
    [InlineData("index;12\u22123;Laval;Q", "line 2, column B (document_number): holds '\u2212' (U+2212) after '12'")]
    [InlineData("index;\uFF11\uFF12;Laval;Q", "line 2, column B (document_number): holds '\uFF11' (U+FF11) at its start")]
    [InlineData("index;\u0661;Laval;Q", "line 2, column B (document_number): holds '\u0661' (U+0661) at its start")]
    [InlineData("index;1;Laval \U0001F600;Q", "line 2, column C (circonscription_fonciere): holds '\U0001F600' (U+1F600) after 'Laval '; allowed: letters as French has them")]
    [InlineData("index;1;Laval;@cmd", "line 2, column D (cadastre): holds '@' (U+0040) at its start")]
    [InlineData("index;1;\u041Baval;Q", "line 2, column C (circonscription_fonciere): holds '\u041B' (U+041B) at its start")]
    public void A_sign_that_the_column_does_not_have_is_refused_by_line_and_column(string row, string fault) => Told(row).ShouldStartWith(fault);

    [Fact]
    public void What_is_plainly_meant_is_put_into_its_usual_form()
    {
        var plan = Plan(Header + "index;399\u2013184;Montre\u0301al;Q\nindex;2\u00A0784\u202F195;L’Île;Canton d'Ely (quartier Sainte-Marie)\nplan_cadastraux;PC\u201199999;Laval;Q\n");

        plan.Faults.ShouldBeEmpty();
        plan.Orders.Select(order => order.Document.DocumentNumber).ShouldBe(["399-184", "2 784 195", "PC-99999"]);
        plan.Orders[0].Document.CirconscriptionFonciere.ShouldBe("Montréal");
    }

    private static string Told(string row) => Plan(Header + row + "\n").Faults.ShouldHaveSingleItem().ToString();

    private static IntakePlan Plan(string text) =>
        IntakePlan.Of(new(OrderFile.Read(Encoding.UTF8.GetBytes(text), isJson: false).Rows, TargetEnvironment.Dev, SkipBad: false), [TargetEnvironment.Dev]);
}
