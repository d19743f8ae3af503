using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Acceptance;

public sealed class PartyLikenessTests
{
    /// <summary>One word of a name alone may be a slip; where its first name stands there once more than it is said, somebody is left out.</summary>
    [Theory]
    [InlineData("TAYLOR, Thomas; FORTIN, Pierre; MARTEL, Pierre", 80, "TAYLOR, Thomas; MARTEL, Pierre", true)]
    [InlineData("TAYLOR, Thomas; FORTIN, Pierre; MARTEL, Pierre", 80, "TAYLOR, Thomas; FORTIN, Pierre; MARTEL, Pierre", false)]
    [InlineData("TAYLOR, Thomas; FORTIN, Pierre; MARTEL, Pierre", 70, "TAYLOR, Thomas; MARTEL, Pierre", false)]
    [InlineData("TAYLOR, Thomas; FORTIN, Luc; MARTEL, Pierre", 87, "TAYLOR, Thomas; MARTEL, Pierre", false)]
    [InlineData("TAYLOR, Thomas; FORTIN, Luc; MARTEL, Pierre", 88, "TAYLOR, Thomas; MARTEL, Pierre", true)]
    [InlineData("Thomas Taylor; Luc Fortin; Pierre Martel", 91, "Thomas Taylor; Pierre Martel", false)]
    [InlineData("Thomas Taylor; Luc Fortin; Pierre Martel", 92, "Thomas Taylor; Pierre Martel", true)]
    [InlineData("TAYLOR, Pierre; TAYLOR, Pierre", 91, "TAYLOR, Pierre", false)]
    [InlineData("BERGERON, Aurore; LAVOIE, Lucie", 80, "BERGERON, Aurore", true)]
    public void Who_is_named_there_and_not_in_the_line_is_left_out(string seen, int confidence, string said, bool isLeftOut)
    {
        var words = seen.Split([';', ' '], StringSplitOptions.RemoveEmptyEntries).Select((word, at) => new PageWord(word, new(at * 50, 0, (at * 50) + 40, 8), confidence)).ToList();

        PartyLikeness.LeavesOut(Line(said.Split("; ")), words).ShouldBe(isLeftOut);
    }

    private static Inscription Line(params string[] names) => SampleReadings.Index(1).Inscriptions[0] with { Parties = [.. names.Select(name => new Party(name, ""))], Remarks = "" };
}
