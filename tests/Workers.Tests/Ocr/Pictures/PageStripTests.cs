using Shouldly;
using Workers.Ocr.Leptonica;
using Xunit;

namespace Workers.Ocr.Pictures;

public sealed class PageStripTests
{
    [Theory]
    [InlineData(100, 130, 400, 159)]
    [InlineData(-50, 20, 0, 100)]
    [InlineData(780, 900, 3233, 67)]
    [InlineData(-90, -80, 0, 1)]
    [InlineData(900, 950, 3299, 1)]
    public void A_strip_goes_over_the_whole_width_and_stays_on_the_page(double top, double bottom, int y, int height) =>
        PageStrip.At(new(612, 792), 2550, 3300, new(100, top, 200, bottom)).ShouldBe(new PixelBox(0, y, 2550, height));
}
