namespace Workers.Database;

/// <summary>
/// How long a function may take to answer, over either way: ten seconds, and one more for each 64 KiB that it is asked with, so that a list of 20 000 documents, which is added together or
/// not at all, has a minute where a claim has ten seconds. Two minutes at the most.
/// </summary>
internal static class CallBound
{
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    private const int BytesASecond = 64 << 10;
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    /// <param name="request">In bytes, as it is sent.</param>
    public static TimeSpan Of(int request)
    {
        var bound = Least + TimeSpan.FromSeconds(request / BytesASecond);
        return bound < Most ? bound : Most;
    }
}
