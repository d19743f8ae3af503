using Shouldly;
using Workers.Gemini.Quota;
using Workers.Operations.Status;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>Work that stands still, and how far that is told.</summary>
public sealed class ParkingSignsTests
{
    [Theory]
    [InlineData(50, 0, 5, 1, "gemini_frozen")]
    [InlineData(50, 0, 5, 0, "")]
    [InlineData(6, 0, 2, 3, "")]
    [InlineData(2, 0, 58, 1, "gemini_frozen")]
    [InlineData(0, 0, 58, 1, "")]
    [InlineData(0, 40, 300, 1, "gemini_frozen")]
    [InlineData(0, 4, 300, 1, "")]
    public void A_pause_of_Gemini_is_told_where_it_holds_reading_up_for_long(int frozen, int closed, int since429, int waiting, string causes)
    {
        var usage = new GeminiUsage
        {
            FrozenFor = TimeSpan.FromSeconds(frozen), ClosedFor = TimeSpan.FromSeconds(closed), SinceLast429 = TimeSpan.FromSeconds(since429), WaitingProcesses = waiting,
            LongestWait = TimeSpan.FromSeconds(3),
        };

        var verdict = HealthDecision.Of(new(DateTimeOffset.UnixEpoch, StatusReports.Calm with { Gemini = usage }));

        (verdict.First?.Code ?? "", verdict.Moving.Answer).ShouldBe((causes, causes is "" ? "yes" : "at risk"));
        if (frozen == 50 && waiting > 0)
        {
            verdict.First!.Sentence.ShouldBe("Reading is held up from 23:59:55Z to 00:00:50Z: Gemini answered 429, and nothing is sent to Gemini until then.");
        }
    }
}
