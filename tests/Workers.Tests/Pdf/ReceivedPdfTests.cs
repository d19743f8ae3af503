using System.Text;
using Shouldly;
using Xunit;

namespace Workers.Pdf;

public sealed class ReceivedPdfTests
{
    [Theory]
    [InlineData("%PDF-1.7 … %%EOF\n", null)]
    [InlineData("", "empty")]
    [InlineData("%PDF-1.7 … endobj", "cut off")]
    [InlineData("<html><body>Erreur</body></html>", "web page")]
    [InlineData("PK\u0003\u0004", "not a PDF")]
    public void Only_a_whole_PDF_passes(string content, string? fault)
    {
        var bytes = Encoding.Latin1.GetBytes(content);

        var found = ReceivedPdf.Fault(bytes, bytes, bytes.Length);

        if (fault is null)
        {
            found.ShouldBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldContain(fault);
        }
    }

    [Theory]
    [InlineData("<< /Type /Pages /Kids [3 0 R] /Count 12 >>", 12)]
    [InlineData("<</Count 3/Type/Pages>> <</Type /Pages /Count 7>>", 7)]
    [InlineData("<< /Type /Page >>", null)]
    public void Pages_are_counted_where_the_tree_can_be_read(string content, int? pages) =>
        ReceivedPdf.CountPages(content).ShouldBe(pages);
}
