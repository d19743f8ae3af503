using Shouldly;
using Xunit;

namespace Workers.Hosting;

public class PrintableTests
{
    [Theory]
    [InlineData("Hypothèque l\u2019an 1995, 20 %", "Hypothèque l\u2019an 1995, 20 %")]
    [InlineData("\u001b]52;c;YQ==\u0007", "\ufffd]52;c;YQ==\ufffd")]
    [InlineData("\u009b2J\u202egauche", "\ufffd2J\ufffdgauche")]
    [InlineData("one\r\n\ttwo", "one\ufffd\ufffd\ufffdtwo")]
    public void What_a_terminal_would_obey_is_shown_as_a_sign(string text, string shown) => Printable.Of(text).ShouldBe(shown);

    [Fact]
    public void Line_ends_and_tabs_of_a_longer_text_stay() => Printable.Lines("one\n\ttwo\u001b[1A").ShouldBe("one\n\ttwo\ufffd[1A");
}
