using System.Text.Json;
using System.Text.Json.Serialization;
using Shouldly;
using Xunit;

namespace Workers.Hosting;

public sealed class KnownWordTests
{
    internal enum Weather
    {
        BlueSky,
        Unknown,
    }

    [Theory]
    [InlineData("\"BlueSky\"", Weather.BlueSky)]
    [InlineData("\"blue_sky\"", Weather.BlueSky)]
    [InlineData("\"hail\"", Weather.Unknown)]
    [InlineData("0", Weather.Unknown)]
    [InlineData("\"0\"", Weather.Unknown)]
    [InlineData("\"\"", Weather.Unknown)]
    [InlineData("[1, {}]", Weather.Unknown)]
    internal void A_word_that_is_not_known_is_unknown_and_spoils_nothing_else(string word, Weather weather)
    {
        var day = JsonSerializer.Deserialize<Day>($$"""{"Is": {{word}}, "Was": {{word}}, "Number": 3}""")!;

        day.ShouldBe(new Day(weather, weather is Weather.Unknown ? null : weather, 3));
    }

    [Fact]
    public void It_is_written_by_its_name() => JsonSerializer.Serialize(new Day(Weather.BlueSky, null, 1)).ShouldBe("""{"Is":"BlueSky","Was":null,"Number":1}""");

    internal sealed record Day(
        [property: JsonConverter(typeof(KnownWord<Weather>))] Weather Is, [property: JsonConverter(typeof(KnownWordOrNull<Weather>))] Weather? Was, int Number);
}
