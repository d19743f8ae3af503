namespace Workers.Hosting;

/// <summary>An exception whose message tells an operator all: of a kind that is known, met outside this program. Its stack would only bury it.</summary>
internal interface IToldFailure;

internal static class ToldFailure
{
    /// <returns>What a log shows beside the message; null where that tells all.</returns>
    public static Exception? Stack(this Exception failure) => failure is IToldFailure ? null : failure;
}
