using System.Text;
using Shouldly;
using Simulators.Paper;
using Workers.Pdf;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Pages;

public sealed class PageImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PageImages _images = new(new(), TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _images.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Digital")]
    [InlineData("Scanned")]
    public async Task Every_page_becomes_an_upright_image_that_still_names_its_page(string look)
    {
        var paper = Index(pages: 3) with { Look = Enum.Parse<PaperLook>(look) };
        var pdf = await SaveAsync(await PaperPress.PrintAsync(paper, Cancellation));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        description.Pages.Count.ShouldBe(3);

        foreach (var view in Enum.GetValues<PageView>())
        {
            for (var page = 1; page <= 3; page++)
            {
                var image = await _images.PrepareAsync(pdf, description, page, view, _folder.Path, Cancellation);
                image.HasInk.ShouldBeTrue();
                Math.Max(image.Width, image.Height).ShouldBeGreaterThan(3000);
                var marked = await PaperReader.IdentifyAsync(image.Jpeg, PageImage.MediaType, Cancellation);
                marked.ShouldHaveSingleItem().Mark.ShouldBe(new PageMark(paper.Key, page));
            }
        }

        Directory.GetFiles(_folder.Path, "*.pgm").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_skewed_page_is_turned_upright()
    {
        var pdf = await SaveAsync(HostilePdf.OnePage(content: Lines(degrees: 2)));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var image = await _images.PrepareAsync(pdf, description, 1, PageView.Prepared, _folder.Path, Cancellation);
        Math.Abs(image.SkewDegrees).ShouldBe(2, 0.3);
    }

    /// <summary>Lightly printed pages, once turned by their skew a second time instead of back.</summary>
    [Theory]
    [InlineData(3, 2)]
    [InlineData(6, 1)]
    public async Task A_faint_scan_is_turned_back_and_not_further(int seed, int page)
    {
        var paper = Index(pages: 2) with { Look = PaperLook.Scanned, Seed = seed };
        var pdf = await SaveAsync(await PaperPress.PrintAsync(paper, Cancellation));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var (_, left) = await _images.PrepareAsync(pdf, description, page, _folder.Path, (upright, _) =>
        {
            var (again, angle) = upright.Deskew();
            again.Dispose();
            return angle;
        }, Cancellation);
        Math.Abs(left).ShouldBeLessThan(0.1f);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("0.5 w 300 396 m 301 396 l S", false)]
    [InlineData("8 w 200 396 m 300 396 l S", true)]
    public async Task Ink_tells_a_blank_page_from_a_written_one(string content, bool hasInk)
    {
        var pdf = await SaveAsync(HostilePdf.OnePage(content: content));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var image = await _images.PrepareAsync(pdf, description, 1, PageView.Prepared, _folder.Path, Cancellation);
        image.HasInk.ShouldBe(hasInk);
    }

    [Fact]
    public async Task A_black_page_is_still_an_image()
    {
        var pdf = await SaveAsync(HostilePdf.OnePage(content: "0 0 612 792 re f"));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var image = await _images.PrepareAsync(pdf, description, 1, PageView.Prepared, _folder.Path, Cancellation);
        image.Ink.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public async Task A_page_of_forty_metres_is_rendered_within_the_bound()
    {
        var pdf = await SaveAsync(HostilePdf.OnePage("0 0 113000 80000", "0 0 50000 40000 re f"));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var image = await _images.PrepareAsync(pdf, description, 1, PageView.AsRendered, _folder.Path, Cancellation);
        Math.Max(image.Width, image.Height).ShouldBe(new OcrOptions().MaxSide);
    }

    [Fact]
    public async Task A_turned_page_and_a_cropped_page_have_the_size_that_a_viewer_shows()
    {
        var pdf = await SaveAsync(HostilePdf.OnePage(extra: "/Rotate 90 /CropBox [100 100 400 700]", content: Lines(0)));
        var description = await _images.DescribeAsync(pdf, Cancellation);
        var image = await _images.PrepareAsync(pdf, description, 1, PageView.AsRendered, _folder.Path, Cancellation);
        (image.Width, image.Height).ShouldBe((2500, 1250));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000_000)]
    public async Task A_title_cannot_pose_as_the_description_of_the_pages(int longer)
    {
        var title = "Lot 1\nPages:          2\nPage    1 size: 10 x 10 pts\nPage    2 size: 10 x 10 pts\nPDF version:    1.4\n" + new string('x', longer);
        var pdf = await SaveAsync(HostilePdf.OnePage(title: title));
        if (longer > 0)
        {
            (await Should.ThrowAsync<PageException>(() => _images.DescribeAsync(pdf, Cancellation))).Permanent.ShouldBeTrue();
            return;
        }

        (await _images.DescribeAsync(pdf, Cancellation)).Pages.ShouldHaveSingleItem().ShouldBe(new(612, 792));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>503 Service Unavailable</body></html>")]
    [InlineData("%PDF-1.7 and then nothing of the kind")]
    public async Task What_is_no_PDF_is_the_documents_fault(string content)
    {
        var pdf = await SaveAsync(Encoding.ASCII.GetBytes(content));
        var refused = await Should.ThrowAsync<PageException>(() => _images.DescribeAsync(pdf, Cancellation));
        refused.Permanent.ShouldBeTrue();
    }

    [Fact]
    public async Task A_PDF_without_usable_page_sizes_is_refused()
    {
        var pdf = await SaveAsync(HostilePdf.OnePage("0 0 0 0"));
        try
        {
            var description = await _images.DescribeAsync(pdf, Cancellation);
            var image = await _images.PrepareAsync(pdf, description, 1, PageView.Prepared, _folder.Path, Cancellation);
            image.Width.ShouldBeGreaterThan(100);
        }
        catch (PageException refused)
        {
            refused.Permanent.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Too_many_pages_are_refused_with_the_settings_name()
    {
        using var images = new PageImages(new() { MaxPages = 1 }, TimeProvider.System);
        var pdf = await SaveAsync(await PaperPress.PrintAsync(Index(pages: 2), Cancellation));
        var refused = await Should.ThrowAsync<PageException>(() => images.DescribeAsync(pdf, Cancellation));
        refused.Message.ShouldContain("OCR_MAX_PAGES");
    }

    [Fact]
    public async Task A_page_that_takes_for_ever_ends_at_the_limit_and_may_be_tried_again()
    {
        using var images = new PageImages(new() { PageTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        var endless = new StringBuilder();
        for (var i = 0; i < 60_000; i++)
        {
            endless.Append("0 0 m 612 792 l 612 0 l 0 792 l h f* ");
        }

        var pdf = await SaveAsync(HostilePdf.OnePage(content: endless.ToString()));
        var description = await images.DescribeAsync(pdf, Cancellation);
        var refused = await Should.ThrowAsync<PageException>(() => images.PrepareAsync(pdf, description, 1, PageView.Prepared, _folder.Path, Cancellation));
        refused.Permanent.ShouldBeFalse();
        refused.Message.ShouldContain("Page 1");
        Directory.GetFiles(_folder.Path, "*.pgm").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_tools_are_there() => (await PopplerCheck.FindFaultAsync(TimeProvider.System, Cancellation)).ShouldBeNull();

    internal static PaperDocument Index(int pages) => new()
    {
        Kind = PaperKind.Index,
        Number = "2784195",
        Circonscription = "Montréal",
        Cadastre = "Cadastre du Québec",
        Pages = pages,
        Seed = 7,
    };

    /// <summary>Rows of dashes, as text is from afar, turned around the middle of a letter page.</summary>
    private static string Lines(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var text = new StringBuilder(FormattableString.Invariant($"{cos:F5} {sin:F5} {-sin:F5} {cos:F5} 0 0 cm [14 6] 0 d 7 w "));
        for (var y = 120; y < 700; y += 16)
        {
            text.Append(FormattableString.Invariant($"80 {y} m 530 {y} l S "));
        }

        return text.ToString();
    }

    private async Task<string> SaveAsync(byte[] content)
    {
        var path = _folder.File("document.pdf");
        await File.WriteAllBytesAsync(path, content, Cancellation);
        return path;
    }
}
