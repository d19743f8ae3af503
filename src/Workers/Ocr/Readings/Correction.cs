namespace Workers.Ocr.Readings;

/// <summary>One value that the corrected text has otherwise than the page as it was first read; kept so that every change can be seen.</summary>
/// <param name="Line">The inscription's line; null for a field of the page.</param>
/// <param name="Field">As in the answer schema; <c>line</c> for an inscription as a whole.</param>
/// <param name="Rule">What corrected it: <see cref="Repair.Rule"/>, or <c>spelling</c>.</param>
internal sealed record Correction(int Page, int? Line, string Field, string From, string To, string Rule = "spelling");

/// <summary>One value that was read anew at its place alone and then agreed with another witness.</summary>
/// <param name="Line">The inscription's line after the repair; for one that was taken out, as it was.</param>
/// <param name="From">Empty for an inscription that was put in.</param>
/// <param name="To">Empty for one that was taken out.</param>
internal sealed record Repair(int Line, string Field, string From, string To)
{
    /// <summary>The second reading of the place and the witness say the same.</summary>
    public const string Rule = "second_reading";
}
