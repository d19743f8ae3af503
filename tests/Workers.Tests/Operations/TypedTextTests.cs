using Shouldly;
using Xunit;

namespace Workers.Operations;

/// <summary>What people type as names and reasons is taken where it can be seen, and refused by its character where it cannot.</summary>
public sealed class TypedTextTests
{
    [Theory]
    [InlineData("a\u202Eb", "U+202E, an invisible character, after 'a'")]
    [InlineData("a\u200Bb", "U+200B, a zero-width space, after 'a'")]
    [InlineData("\u0000", "U+0000, NUL, at its start")]
    [InlineData("ab\uD800", "U+FFFD, which stands for a character that was lost")]
    [InlineData("a\tb", "U+0009, a tab, after 'a'")]
    [InlineData("a\nb", "U+000A, a line break, after 'a'")]
    [InlineData("\u3164", "U+3164, an invisible character, at its start")]
    [InlineData("a\u2066b", "U+2066, an invisible character, after 'a'")]
    [InlineData("a\u001Bb", "U+001B, a control character, after 'a'")]
    public void What_cannot_be_seen_is_named_with_its_place(string typed, string found)
    {
        TypedText.FaultOf(typed).ShouldNotBeNull().ShouldStartWith($"holds {found}");
        TypedText.FaultOfName("name", typed, 100, "of it").ShouldNotBeNull().ShouldStartWith($"name holds {found}");
        TypedText.FaultOfReason("reason", typed, 100).ShouldNotBeNull().ShouldStartWith($"reason holds {found}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u00A0\u3000")]
    [InlineData("\u0301")]
    public void A_name_has_something_to_be_seen(string? name) => TypedText.FaultOfName("name", name, 100, "of it").ShouldNotBeNull().ShouldContain("of which one at least can be seen");

    [Theory]
    [InlineData("Étude Tremblay & fils, 2e étage")]
    [InlineData("é")]
    [InlineData("鈴木")]
    [InlineData("😀")]
    public void What_can_be_seen_is_a_name(string name)
    {
        TypedText.FaultOfName("name", name, 100, "of it").ShouldBeNull();
        TypedText.FaultOfReason("reason", name, 100).ShouldBeNull();
    }

    [Fact]
    public void Too_long_is_told_as_that_with_how_long()
    {
        TypedText.FaultOfName("name", new('x', 101), 100, "of it").ShouldBe("name: found 101 characters; allowed: 1 to 100 characters of it.");
        TypedText.FaultOfReason("reason", new('x', 501), 500).ShouldBe("reason: found 501 characters; allowed: up to 500 characters.");
        TypedText.FaultOfReason("reason", null, 500).ShouldBeNull();
    }
}
