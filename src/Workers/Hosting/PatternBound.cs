namespace Workers.Hosting;

/// <summary>
/// How long a pattern may look at a foreign text. It ends a search that would not end; it is no measure of a machine, so it is far longer than any honest search takes on one that stalls:
/// what is given up here may be a page that was paid for.
/// </summary>
internal static class PatternBound
{
    public const int Milliseconds = 10_000;
}
