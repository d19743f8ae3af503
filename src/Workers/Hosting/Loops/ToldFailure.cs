namespace Workers.Hosting.Loops;

internal static class ToldFailure
{
    /// <returns>What a log shows beside the message; null where that tells all.</returns>
    public static Exception? Stack(this Exception failure) => failure is IToldFailure ? null : failure;
}
