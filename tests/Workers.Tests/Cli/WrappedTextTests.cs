using Shouldly;
using Xunit;

namespace Workers.Cli;

public sealed class WrappedTextTests
{
    [Fact]
    public void A_line_breaks_between_words_and_what_follows_is_indented()
    {
        WrappedText.Lines("first: nobody answers at the address", 20, 7).ShouldBe(["first: nobody", "       answers at", "       the address"]);
        WrappedText.Lines("short", 20, 7).ShouldBe(["short"]);
        WrappedText.Lines("of any length on a pipe", null).ShouldBe(["of any length on a pipe"]);
    }

    [Fact]
    public void A_word_that_is_longer_than_a_line_stays_whole() =>
        WrappedText.Lines("see /a/very/long/path/to/a/file and more", 12, 2).ShouldBe(["see", "  /a/very/long/path/to/a/file", "  and more"]);

    [Fact]
    public void What_is_cut_ends_behind_a_word()
    {
        WrappedText.Cut("nobody answers here", 16).ShouldBe("nobody answers…");
        WrappedText.Cut("abcdefghijkl", 6).ShouldBe("abcde…");
        WrappedText.Cut("fits", 4).ShouldBe("fits");
    }
}
