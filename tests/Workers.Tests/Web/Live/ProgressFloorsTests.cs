using Shouldly;
using Xunit;

namespace Workers.Web.Live;

public sealed class ProgressFloorsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_mark_that_comes_late_or_under_a_former_claim_tells_nothing()
    {
        var floors = new ProgressFloors();
        var document = Guid.NewGuid();

        floors.Rises(document, 5, 40).ShouldBeTrue();
        floors.Rises(document, 5, 30).ShouldBeFalse();
        floors.Rises(document, 5, 40).ShouldBeFalse();
        floors.Rises(document, 6, 45).ShouldBeTrue();
        floors.Rises(document, 5, 90).ShouldBeFalse("its claim is over");
        floors.Rises(document, 6, 100).ShouldBeTrue();
    }

    [Fact]
    public void A_document_that_begins_anew_rises_anew_under_later_claims_alone()
    {
        var floors = new ProgressFloors();
        var document = Guid.NewGuid();
        floors.Rises(document, 500, 100).ShouldBeTrue();

        floors.BeginAnew(document, Now);

        floors.Rises(document, 500, 100).ShouldBeFalse();
        floors.Rises(document, 1001, 5).ShouldBeTrue();
        floors.BeginAnew(document, Now);
        floors.Rises(document, 1001, 4).ShouldBeFalse("what was told late takes nothing back");
    }

    [Fact]
    public void Only_the_documents_that_moved_last_are_remembered()
    {
        var floors = new ProgressFloors(bound: 10);
        var first = Guid.NewGuid();
        floors.Rises(first, 1, 50);
        for (var n = 0; n < 25; n++)
        {
            floors.Rises(Guid.NewGuid(), 1, 50);
        }

        floors.Rises(first, 1, 1).ShouldBeTrue("it is forgotten");
    }
}
