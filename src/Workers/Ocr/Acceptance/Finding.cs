using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>What became of one value of a line.</summary>
/// <param name="By">Who spoke for or against it; null for nobody.</param>
/// <param name="Seen">As the witness has it; empty where it has nothing.</param>
/// <param name="Box">Where the witness has it.</param>
/// <param name="ReadTwice">The place was read anew, and said the same as the first reading.</param>
internal sealed record Finding(IndexField Field, Standing Standing, Witness? By, string Read, string Seen, PageBox? Box, bool ReadTwice = false);

/// <summary>An inscription after the reading and the page were put side by side.</summary>
/// <param name="IsLookedAtAgain">Its place was read anew.</param>
/// <param name="Findings">One for each field; empty where line or band is missing.</param>
internal sealed record ReconciledLine(LinePair Pair, Standing Standing, bool IsLookedAtAgain, IReadOnlyList<Finding> Findings);
