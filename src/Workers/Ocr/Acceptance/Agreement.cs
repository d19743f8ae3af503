using Workers.Ocr.Readings;

namespace Workers.Ocr.Acceptance;

/// <summary>How sure a value is, from who agrees about it: the one table of it. What the model says of itself is not among it. Pure.</summary>
internal static class Agreement
{
    /// <summary>What nobody could find on the page is never surer than this.</summary>
    private const double Unlocated = 0.5;

    /// <summary>What the rest of the document contradicts is never surer than this.</summary>
    public const double Contradicted = 0.3;

    /// <param name="by">Who spoke for or against it; null for the model alone.</param>
    /// <param name="isLocated">Its place on the page is known.</param>
    /// <returns>0 to 1.</returns>
    public static double Of(Standing standing, Witness? by, bool isLocated) => Math.Min(Of(standing, by), isLocated ? 1 : Unlocated);

    private static double Of(Standing standing, Witness? by) => (standing, by) switch
    {
        (Standing.Confirmed, Witness.TextLayer) => 0.99,
        (Standing.Confirmed, Witness.Tesseract) => 0.95,
        (Standing.Confirmed, _) => 0.7,
        (Standing.Unwitnessed, Witness.Ink) => 0.6,
        (Standing.Unwitnessed, _) => 0.4,
        _ => 0.2,
    };
}
