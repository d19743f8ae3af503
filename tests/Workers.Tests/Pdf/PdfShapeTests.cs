using System.Text;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Pdf;

public sealed class PdfShapeTests
{
    [Theory]
    [InlineData("%PDF-1.7 … %%EOF\n", null, true)]
    [InlineData("", "empty", false)]
    [InlineData("%PDF-1.7 … endobj", "cut off", true)]
    [InlineData("<html><body>Erreur</body></html>", "web page", false)]
    [InlineData("PK\u0003\u0004", "not a PDF", false)]
    public async Task Only_a_whole_PDF_passes(string content, string? words, bool isPdf)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("arrived.pdf");
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(content), TestContext.Current.CancellationToken);

        var fault = await PdfShape.FindFaultAsync(file, TestContext.Current.CancellationToken);

        if (words is null)
        {
            fault.ShouldBeNull();
        }
        else
        {
            fault.ShouldNotBeNull().Words.ShouldContain(words);
            fault.IsPdf.ShouldBe(isPdf);
        }
    }

    [Theory]
    [InlineData("\r\n<!DOCTYPE html><html>", true)]
    [InlineData("\n<html>", true)]
    [InlineData("\n7 0 obj << /Type /Page >> endobj ", false)]
    [InlineData("\nstream", false)]
    public async Task A_page_that_a_server_appended_cuts_nothing_off_and_more_of_the_PDF_does(string behind, bool isWhole)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("arrived.pdf");
        await File.WriteAllTextAsync(file, $"%PDF-1.7 … %%EOF{behind}{new string('x', 5000)}", TestContext.Current.CancellationToken);

        (await PdfShape.FindFaultAsync(file, TestContext.Current.CancellationToken) is null).ShouldBe(isWhole);
    }

    [Fact]
    public void Padding_behind_the_end_cuts_nothing_off_however_much_it_is() =>
        PdfShape.Judge("%PDF-1.7"u8, [.. "… %%EOF\n"u8, .. new byte[100_000], .. "\r\n"u8]).ShouldBeNull();

    [Fact]
    public void Beginning_and_end_are_looked_for_at_the_edges_only() =>
        PdfShape.Judge("%PDF-1.7"u8, "endobj"u8).ShouldNotBeNull().IsPdf.ShouldBeTrue();
}
