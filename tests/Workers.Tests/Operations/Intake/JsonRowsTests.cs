using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Intake;

public sealed class JsonRowsTests
{
    [Fact]
    public void Whole_numbers_are_taken_by_their_digits_and_null_is_a_missing_value()
    {
        var document = Plan("""[{"document_source":"index","document_number":1111110,"circonscription_fonciere":"Laval","cadastre":"Q","priority":-5,"acte_type":null}]""")
            .Orders.ShouldHaveSingleItem().Document;

        (document.DocumentNumber, document.Priority).ShouldBe(("1111110", -5));
    }

    [Fact]
    public void Comments_a_mark_and_a_comma_behind_the_last_item_are_allowed() => Plan(
        "\uFEFF// from the office\n[{\"document_source\":\"index\",\"document_number\":\"1\",\"circonscription_fonciere\":\"Laval\",\"cadastre\":\"Q\",},]")
        .Orders.ShouldHaveSingleItem();

    [Theory]
    [InlineData("1.5", "item 1, document_number: found the number '1.5'; allowed: a text, or up to 15 digits")]
    [InlineData("1e6", "item 1, document_number: found the number '1e6'")]
    [InlineData("1234567890123456", "item 1, document_number: found the number '1234567890123456'")]
    [InlineData("true", "item 1, document_number: found true; allowed: a text or a whole number")]
    [InlineData("[\"1\",\"2\"]", "item 1, document_number: found an array")]
    [InlineData("{\"a\":1}", "item 1, document_number: found an object")]
    [InlineData("\"1\\ud83d\"", "item 1, document_number: holds half a character")]
    [InlineData("\"1\\ude00\"", "item 1, document_number: holds half a character")]
    [InlineData("\"1\\u0000\"", "item 1, document_number: holds U+0000, NUL, after '1'")]
    [InlineData("\"1\",\"Document_Number\":\"2\"", "item 1, document_number: the member is named twice. Keep one of them.")]
    [InlineData("\"1.11E+06\"", "item 1: document_number '1.11E+06' was rounded")]
    public void What_is_no_document_number_is_refused_by_item_and_member(string value, string fault) =>
        Plan($"[{{\"document_source\":\"index\",\"document_number\":{value},\"circonscription_fonciere\":\"Laval\",\"cadastre\":\"Q\"}}]")
            .Faults.ShouldHaveSingleItem().ToString().ShouldStartWith(fault);

    [Fact]
    public void A_number_is_no_name() =>
        Plan("""[{"document_source":"index","document_number":"1","circonscription_fonciere":5,"cadastre":"Q"}]""")
            .Faults.ShouldHaveSingleItem().ToString().ShouldStartWith("item 1, circonscription_fonciere: found a number; allowed: a text.");

    [Theory]
    [InlineData("{\"document_source\":\"index\"}", "found an object; a JSON file must be an array of documents")]
    [InlineData("\"text\"", "found a text; a JSON file must be an array")]
    [InlineData("[] x", "line 1, character 4: the file is not JSON: ")]
    [InlineData("[\n{\"cadastre\":\"é\",,}]", "line 2, character 17: the file is not JSON: ")]
    [InlineData("", "line 1, character 1: the file is not JSON: ")]
    [InlineData("[null]", "item 1: null is not an object")]
    [InlineData("[{\"\\ud83d\":1}]", "item 1: the name of a member holds half a character")]
    [InlineData("[{\"lot\\u001b\":1}]", "item 1: the name of a member holds U+001B")]
    public void A_file_that_is_no_array_of_documents_is_refused_where_it_is_wrong(string text, string message) =>
        Should.Throw<FormatException>(() => Plan(text)).Message.ShouldStartWith(message);

    [Fact]
    public void Items_are_counted_before_any_is_read() =>
        Should.Throw<FormatException>(() => Plan($"[1{string.Concat(Enumerable.Repeat(",1", OrderFile.MostRows))}]"))
            .Message.ShouldBe("the file has 20001 documents; allowed: 20000, which are added together or not at all. Split it.");

    [Fact]
    public void Deep_nesting_is_refused() =>
        Should.Throw<FormatException>(() => Plan(new string('[', 10_000))).Message.ShouldStartWith("line 1, character 65: the file is not JSON: ");

    private static IntakePlan Plan(string text) =>
        IntakePlan.Of(new(OrderFile.Read(Encoding.UTF8.GetBytes(text), isJson: true).Rows, TargetEnvironment.Dev, SkipBad: false), [TargetEnvironment.Dev]);
}
