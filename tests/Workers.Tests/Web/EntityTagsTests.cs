using Microsoft.Extensions.Primitives;
using Shouldly;
using Xunit;

namespace Workers.Web;

/// <summary>What a caller has already is known by any of its tags, also as a proxy that compresses writes them.</summary>
public sealed class EntityTagsTests
{
    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"x\", \"a\"", true)]
    [InlineData("\"x\",W/\"a\"", true)]
    [InlineData("*", true)]
    [InlineData("\"x\"", false)]
    [InlineData("a", false)]
    [InlineData("\"A\"", false)]
    [InlineData("", false)]
    public void Tags_are_compared_weakly(string header, bool isHad) => EntityTags.IsHad(header, "\"a\"").ShouldBe(isHad);

    [Fact]
    public void A_header_may_be_there_twice_or_not_at_all()
    {
        EntityTags.IsHad(new StringValues(["\"x\"", "W/\"a\""]), "\"a\"").ShouldBeTrue();
        EntityTags.IsHad(StringValues.Empty, "\"a\"").ShouldBeFalse();
    }
}
