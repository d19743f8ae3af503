using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Pdf;

public sealed class ArrivedPdfTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ArrivedPdf _arrived = new(new(PdfLimits.Arrival, TimeProvider.System));

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_pages_of_a_whole_PDF_are_counted() =>
        (await _arrived.CountPagesAsync(await SaveAsync(HostilePdf.OnePage()), Test)).ShouldBe(1);

    /// <summary>Asked of poppler itself: it prints a title with its line breaks, before its own lines.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(200_000, 0)]
    public async Task A_title_cannot_pose_as_what_poppler_says(int longer, int counted)
    {
        var title = "Lot 1\nPages:          7\nPage    1 size: 10 x 10 pts\nPDF version:    1.4\n<< /Type /Pages /Count 7 >>\n" + new string('x', longer);
        var file = await SaveAsync(HostilePdf.OnePage(title: title));

        (await _arrived.CountPagesAsync(file, Test)).ShouldBe(counted, "never seven");
    }

    [Fact]
    public async Task What_poppler_refuses_is_counted_by_its_page_tree_and_never_refused()
    {
        var file = await SaveAsync("%PDF-1.7 << /Type /Pages /Kids [] /Count 12 >> %%EOF"u8.ToArray());

        (await _arrived.CountPagesAsync(file, Test)).ShouldBe(12);
        (await _arrived.ReadFirstPageAsync(file, Test)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_shows_no_pages_has_none() =>
        (await _arrived.CountPagesAsync(await SaveAsync("%PDF-1.7 %%EOF"u8.ToArray()), Test)).ShouldBe(0);

    private async Task<string> SaveAsync(byte[] content)
    {
        var file = _folder.File("arrived.pdf");
        await File.WriteAllBytesAsync(file, content, Test);
        return file;
    }
}
