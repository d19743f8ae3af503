namespace Workers.Hosting.Loops;

/// <summary>How one background loop does, as <c>status</c> shows it.</summary>
/// <param name="SecondsSincePass">Since a pass of it ended well; since its start while none has.</param>
/// <param name="IsLate">Its last good pass lies further back than its pace allows.</param>
/// <param name="Failures">Passes, and lives of the loop, that ended with something that nobody foresaw.</param>
/// <param name="LastFailure">What kind of exception the last of these was, the rest stands in the log; null while there was none.</param>
/// <param name="SecondsSinceFailure">Since the last of these; null while there was none, and of a daemon that does not tell.</param>
/// <param name="IsPaced">It has to pass within a bound; others only wait for events, and may be named by a worker's id.</param>
/// <param name="IsAtLongWork">A pass is under way that works on something outside, and has its time: it is not late.</param>
/// <param name="IsHung">No pass of it ended at all, well or with a failure, for longer than its pace allows.</param>
internal sealed record LoopReport(string Name, double SecondsSincePass, bool IsLate, int Failures, string? LastFailure, bool IsPaced = false, bool IsHung = false, bool IsAtLongWork = false, double? SecondsSinceFailure = null);
