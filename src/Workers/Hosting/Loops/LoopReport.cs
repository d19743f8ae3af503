namespace Workers.Hosting.Loops;

/// <summary>How one background loop does, as <c>status</c> shows it.</summary>
/// <param name="SecondsSincePass">Since a pass of it ended well; since its start while none has.</param>
/// <param name="IsLate">Its last good pass lies further back than its pace allows.</param>
/// <param name="Failures">Passes, and lives of the loop, that ended with something that nobody foresaw.</param>
/// <param name="LastFailure">What kind of exception the last of these was, the rest stands in the log; null while there was none.</param>
internal sealed record LoopReport(string Name, double SecondsSincePass, bool IsLate, int Failures, string? LastFailure);
