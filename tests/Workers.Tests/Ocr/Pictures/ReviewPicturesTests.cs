using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Workers.Ocr.Pictures;

public sealed class ReviewPicturesTests
{
    [Fact]
    public void Pages_with_doubts_are_the_ones_to_look_at()
    {
        var structure = JsonNode.Parse("""{"pages": [{"page": 1, "doubts": []}, {"page": 2, "doubts": ["lines"]}, {"page": 3, "doubts": ["a", "b"]}]}""")!.AsObject();

        ReviewPictures.Doubtful(structure).ShouldBe([2, 3]);
        ReviewPictures.Doubtful([]).ShouldBeEmpty();
    }

    [Fact]
    public void Pictures_are_kept_for_two_weeks_and_other_folders_are_left_alone()
    {
        string[] days = ["2026-11-01", "2026-11-13", "2026-11-14", "2026-11-28", "mine"];

        ReviewPictures.Expired(days, new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(14)).ShouldBe(["2026-11-01", "2026-11-13"]);
        ReviewPictures.Expired(days, new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero), TimeSpan.Zero).ShouldBeEmpty();
    }
}
