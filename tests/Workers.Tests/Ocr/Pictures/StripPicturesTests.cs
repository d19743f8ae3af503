using Shouldly;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Pictures;

/// <summary>A doubtful value is cut out with a line above and below and some words beside, wherever on the page it stands.</summary>
public sealed class StripPicturesTests
{
    private static readonly PageSize Letter = new(612, 792);

    [Fact]
    public void A_box_in_points_becomes_pixels_of_the_picture_with_its_margin()
    {
        StripPictures.Around(new(100, 200, 150, 212), Letter, 1224, 1584).ShouldBe(new(56, 364, 388, 96));
        StripPictures.Around(new(0, 0, 20, 10), Letter, 612, 792).ShouldBe(new(0, 0, 92, 28), "nothing lies beyond the page");
        StripPictures.Around(new(600, 780, 612, 792), Letter, 612, 792).ShouldBe(new(528, 762, 84, 30));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, "0 % down and 0 % across the page")]
    [InlineData(306, 396, 306, 396, "50 % down and 50 % across the page")]
    [InlineData(600, 780, 900, 900, "100 % down and 100 % across the page")]
    public void A_place_is_told_as_one_would_say_it(double left, double top, double right, double bottom, string place) =>
        StripPictures.PlaceOf(new(left, top, right, bottom), Letter).Text.ShouldBe(place);
}
