using System.Globalization;

namespace Workers.Support;

/// <summary>How many cases the tests with random foreign bytes draw: what each finds enough for every run, times TEST_FUZZ_TIMES (1 when it is unset).</summary>
internal static class FuzzBudget
{
    private static readonly int Times = TimesOf(Environment.GetEnvironmentVariable("TEST_FUZZ_TIMES"));

    public static int Cases(int everyRun) => everyRun * Times;

    /// <summary>Reads TEST_FUZZ_TIMES. Another word fails every such test, instead of silently drawing few.</summary>
    internal static int TimesOf(string? choice) => choice switch
    {
        null or "" => 1,
        _ when int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 10_000 => times,
        _ => throw new InvalidOperationException($"TEST_FUZZ_TIMES is \"{choice}\"; it may be a whole number from 1 to 10000."),
    };
}
