using Shouldly;
using Workers.Scenarios;
using Workers.Support;
using Xunit;

namespace Workers.House;

/// <summary>The runner names a collection after its class; another wording would silently end the order.</summary>
public sealed class LongestFirstTests
{
    [Fact]
    public void A_long_class_is_known_by_the_name_that_the_runner_gives_its_collection()
    {
        var own = TestContext.Current.TestCollection.ShouldNotBeNull().TestCollectionDisplayName;
        var other = own.Replace(typeof(LongestFirstTests).FullName!, typeof(WholeDaemonTests).FullName!, StringComparison.Ordinal);

        LongestFirst.PlaceOf(other).ShouldBeLessThan(LongestFirst.PlaceOf(own));
    }
}
