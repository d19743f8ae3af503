namespace Workers.Registre.Purchases;

/// <summary>When no paid step is in flight any more, from how long others took (pure).</summary>
internal static class PaidEstimate
{
    /// <summary>Fewer say nothing.</summary>
    public const int Fewest = 5;

    /// <summary>Of the steps that took longer than this one has by now, so many end within the answer.</summary>
    private const double Sure = 0.9;

    /// <param name="ages">Of the steps in flight.</param>
    /// <param name="took">How long others took.</param>
    public static PaidReport Of(IReadOnlyList<TimeSpan> ages, IReadOnlyList<TimeSpan> took)
    {
        double? longest = 0;
        foreach (var age in ages)
        {
            longest = Left(age, took) is { } left && longest is { } most ? Math.Max(most, left) : null;
        }

        return new(ages.Count, longest is { } seconds ? Math.Round(seconds, 1) : null, took.Count);
    }

    /// <returns>Seconds; null where too few took as long.</returns>
    private static double? Left(TimeSpan age, IReadOnlyList<TimeSpan> took)
    {
        var longer = took.Where(one => one > age).Order().ToList();
        return took.Count < Fewest || longer.Count == 0
            ? null
            : (longer[(int)Math.Ceiling(longer.Count * Sure) - 1] - age).TotalSeconds;
    }
}
