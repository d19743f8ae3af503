using Workers.Ocr.Readings;

namespace Workers.Ocr.Acceptance;

/// <summary>What else was read of a page beside the reading that is judged.</summary>
/// <param name="Strips">Of parts of it.</param>
/// <param name="Pages">Of all of it, by other models than the one whose reading is judged.</param>
internal sealed record SecondReadings(IReadOnlyList<StripReading> Strips, IReadOnlyList<IndexPage> Pages)
{
    public static SecondReadings None { get; } = new([], []);
}
