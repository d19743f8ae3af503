using System.Text;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Intake;

/// <summary>The same file in every encoding that an office's program gives it, byte by byte.</summary>
public sealed class FileTextTests
{
    private const string Text = "document_source\tdocument_number\tcirconscription_fonciere\tcadastre\r\nindex\t1 111 102\tMontréal\tCadastre du Québec\r\n";

    public static TheoryData<string> Encodings => [.. Written.Keys];

    private static Dictionary<string, byte[]> Written { get; } = new()
    {
        ["UTF-8"] = Encoding.UTF8.GetBytes(Text),
        ["UTF-8 with a mark"] = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)],
        ["UTF-16 LE with a mark"] = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)],
        ["UTF-16 BE with a mark"] = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)],
        ["Windows-1252"] = Encoding.Latin1.GetBytes(Text),
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_file_is_read_rightly_in_each_encoding(string encoding)
    {
        var order = Plan(Written[encoding]).Orders.ShouldHaveSingleItem();

        (order.Document.CirconscriptionFonciere, order.Document.Cadastre).ShouldBe(("Montréal", "Cadastre du Québec"));
    }

    [Fact]
    public void A_guess_is_spoken_of_with_a_word_to_judge_it_by()
    {
        OrderFile.Read(Written["Windows-1252"], isJson: false).Note!.Text.ShouldBe("the file is not UTF-8; it is read as Windows-1252, which Excel writes as plain CSV ('Montréal')");
        OrderFile.Read(Written["UTF-8"], isJson: false).Note.ShouldBeNull();
        OrderFile.Read(Written["UTF-16 LE with a mark"], isJson: false).Note.ShouldBeNull();
    }

    [Theory]
    [InlineData(0x81, "line 2, column C (circonscription_fonciere): holds the byte 0x81, which Windows-1252 does not define after 'Montr'.")]
    [InlineData(0x82, "line 2, column C (circonscription_fonciere): 'Montr‚al' holds '‚' (U+201A), which no French name has there")]
    [InlineData(0x8E, "line 2, column C (circonscription_fonciere): 'MontrŽal' holds 'Ž' (U+017D), which no French name has there")]
    public void A_guess_that_does_not_read_as_French_is_refused_by_line_and_column(byte written, string fault)
    {
        byte[] bytes = [.. Written["Windows-1252"].Select(one => one == 0xE9 ? written : one)];

        Plan(bytes).Faults[0].ToString().ShouldStartWith(fault);
    }

    [Fact]
    public void Two_encodings_in_one_file_are_refused_where_the_other_one_stands()
    {
        byte[] bytes = [.. Written["UTF-8"], .. Encoding.Latin1.GetBytes("index\t2\tLévis\tCadastre du Québec\r\n")];

        Plan(bytes).Faults[0].ToString().ShouldStartWith("line 2, column C (circonscription_fonciere): 'MontrÃ©al' holds 'Ã©', one character of UTF-8");
    }

    [Fact]
    public void A_byte_that_is_not_of_the_encoding_the_file_names_is_refused_where_it_stands()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.Latin1.GetBytes(Text)];

        Plan(bytes).Faults[0].ToString().ShouldStartWith("line 2, column C (circonscription_fonciere): holds U+FFFD");
        Plan([.. Written["UTF-16 LE with a mark"], (byte)'x']).Faults[0].ToString().ShouldStartWith("line 3, column A (document_source): holds U+FFFD");
    }

    [Fact]
    public void What_is_no_text_or_in_another_encoding_is_refused_with_the_next_step()
    {
        Refusal(Encoding.Unicode.GetBytes(Text)).ShouldStartWith("the file is UTF-16 without a byte order mark; allowed: UTF-8");
        Refusal(Encoding.BigEndianUnicode.GetBytes(Text)).ShouldStartWith("the file is UTF-16 without a byte order mark");
        Refusal([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(Text)]).ShouldStartWith("the file is UTF-32");
        Refusal([.. "PK"u8, 3, 4, 20, 0]).ShouldStartWith("the file is a workbook, not text. Save it as \"CSV UTF-8\"");
    }

    private static string Refusal(byte[] bytes) => Should.Throw<FormatException>(() => OrderFile.Read(bytes, isJson: false)).Message;

    private static IntakePlan Plan(byte[] bytes) =>
        IntakePlan.Of(new(OrderFile.Read(bytes, isJson: false).Rows, TargetEnvironment.Dev, SkipBad: false), [TargetEnvironment.Dev]);
}
