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
