using Shouldly;
using Xunit;

namespace Workers.Pdf;

public sealed class PdfDescriptionTests
{
    [Fact]
    public void A_title_that_reads_like_the_description_is_not_one()
    {
        var described = PdfDescription.Parse(
            """
            Title:           Lot 1
            Pages:          7
            Page    3 size: 10 x 10 pts
            Page    1 rot:  90
            Custom Metadata: no
            Pages:           2
            Encrypted:       no
            Page    1 size:  612 x 792 pts (letter)
            Page    1 rot:   0
            Page    2 size:  612 x 792 pts (letter)
            Page    2 rot:   90
            """);

        described.ShouldNotBeNull().Pages.ShouldBe([new(612, 792), new(792, 612)]);
    }
}
