using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Jobs.Feed;

public sealed class FeedCursorTests
{
    [Fact]
    public void A_place_comes_back_as_it_was_from_a_word_that_fits_into_a_header_and_an_address()
    {
        var cursor = new FeedCursor(TargetEnvironment.Staging, new(Guid.NewGuid(), ulong.MaxValue, long.MaxValue));

        FeedCursor.TryParse(cursor.ToString(), out var read).ShouldBeTrue();

        read.ShouldBe(cursor);
        cursor.ToString().ShouldAllBe(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' || letter == '_');
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("AAAA")]
    [InlineData("é")]
    [InlineData("AQkAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA__________8")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' or 1=1")]
    public void What_nobody_here_told_is_none(string text) => FeedCursor.TryParse(text, out _).ShouldBeFalse();
}
