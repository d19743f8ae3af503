namespace Workers.Ocr.Readings;

/// <summary>One value that the corrected text spells otherwise than the page does; kept so that every change can be seen.</summary>
/// <param name="Line">The inscription's line; null for a field of the page.</param>
/// <param name="Field">As in the answer schema.</param>
internal sealed record Correction(int Page, int? Line, string Field, string From, string To);
