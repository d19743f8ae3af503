using System.Buffers.Binary;
using System.Text;
using Shouldly;
using Workers.Ocr.Leptonica;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Pictures;

public sealed class PagePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_strip_is_as_wide_as_the_page_and_a_crop_ends_at_its_edge()
    {
        using var page = Page(60, 200);

        SizeOf(page.Strip(0.25, 0.5)).ShouldBe((60, 50));
        SizeOf(page.Strip(-1, 2)).ShouldBe((60, 200));
        SizeOf(page.Crop(50, 190, 100, 100)).ShouldBe((10, 10));
        Should.Throw<ImageException>(() => page.Crop(60, 0, 5, 5));
        Should.Throw<ImageException>(() => page.Strip(0.5, 0.5));
    }

    [Fact]
    public void A_thumbnail_is_a_small_jpeg_and_never_larger_than_its_page()
    {
        using var page = Page(600, 2000);

        page.Thumbnail(200)[..2].ShouldBe([0xFF, 0xD8]);
        page.Thumbnail(200).Length.ShouldBeLessThan(page.Thumbnail(2000).Length);
        page.Thumbnail(50_000).Length.ShouldBe(page.Thumbnail(2000).Length);
    }

    [Theory]
    [InlineData("P5\n10001 1\n255\n", 10_001)]
    [InlineData("P5\n1 10001\n255\n", 10_001)]
    [InlineData("P5\n10 10\n255\n", 99)]
    [InlineData("\u0089PNG", 100)]
    public void What_our_renderer_did_not_write_is_refused(string header, int pixels) =>
        Should.Throw<ImageException>(() => PagePicture.Load(Save(header, pixels)).Dispose());

    [Fact]
    public void The_longest_side_that_is_taken_is_that_of_the_largest_page_we_render()
    {
        using var page = Page(10_000, 1);

        page.Width.ShouldBe(10_000);
    }

    [Fact]
    public void A_crop_shows_the_pixels_of_its_place()
    {
        using var page = Page(60, 200);

        page.Crop(3, 4, 10, 10).ShouldBe(page.Crop(3, 4, 10, 10));
        page.Crop(3, 4, 10, 10).ShouldNotBe(page.Crop(4, 4, 10, 10));
    }

    private PagePicture Page(int width, int height) => PagePicture.Load(Save($"P5\n{width} {height}\n255\n", width * height));

    private string Save(string header, int pixels)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.pgm");
        File.WriteAllBytes(path, [.. Encoding.Latin1.GetBytes(header), .. Enumerable.Range(0, pixels).Select(pixel => (byte)(pixel * 7))]);
        return path;
    }

    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> png)
    {
        png[1..4].SequenceEqual("PNG"u8).ShouldBeTrue();
        return (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
    }
}
