using Shouldly;
using Xunit;

namespace Workers.Pdf;

public sealed class PdfPicturesTests
{
    private const string Head = "page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n----\n";
    private static readonly PageSize[] Letters = [new(612, 792), new(612, 792), new(612, 792)];

    [Theory]
    [InlineData("   1     0 image    1275  1650  gray    1   8  jpeg   no        10  0   150   150 99.8K 4.9%\n", "1")]
    [InlineData("   2     0 image     300   100  rgb     3   8  image  no        10  0   150   150 9.8K 4.9%\n", "")]
    [InlineData("   3     0 image    1275  1650  gray    1   8  jpeg   no   [inline]     150   150 99.8K 4.9%\n", "3")]
    [InlineData("   1     0 image    1275   600  gray    1   8  jpeg   no        10  0   150   150 1K 1%\n   1     1 image    1275   600  gray    1   8  jpeg   no        11  0   150   150 1K 1%\n", "1")]
    [InlineData("   2     0 image    1275  1650\n", "2")]
    [InlineData("   9     0 image    1275  1650  gray    1   8  jpeg   no        10  0   150   150 1K 1%\n", "")]
    [InlineData("Syntax Error: nothing\n", "")]
    public void A_page_is_a_picture_when_pictures_cover_a_good_part_of_it(string rows, string pages) =>
        string.Join(' ', PdfPictures.PagesIn(Head + rows, Letters).Order()).ShouldBe(pages);
}
