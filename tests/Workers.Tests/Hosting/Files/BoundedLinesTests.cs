using Shouldly;
using Xunit;

namespace Workers.Hosting.Files;

public sealed class BoundedLinesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\n\nb", new[] { "a", "", "b" })]
    public async Task Lines_are_given_in_their_order(string text, string[] lines) => (await ReadAsync(text)).ShouldBe(lines);

    [Fact]
    public async Task A_line_that_is_too_long_keeps_its_number_and_nothing_else() =>
        (await ReadAsync($"a\n{new string('x', BoundedLines.MostCharacters + 1)}\n{new string('y', BoundedLines.MostCharacters)}\nb\n"))
            .Select(line => line.Length).ShouldBe([1, 0, BoundedLines.MostCharacters, 1]);

    private static async Task<IReadOnlyList<string>> ReadAsync(string text)
    {
        var lines = new List<string>();
        await foreach (var line in BoundedLines.ReadAsync(new StringReader(text), CancellationToken.None))
        {
            lines.Add(line);
        }

        return lines;
    }
}
