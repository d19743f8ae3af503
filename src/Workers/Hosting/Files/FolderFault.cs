namespace Workers.Hosting.Files;

/// <summary>What stands against a folder that somebody configured.</summary>
/// <param name="Said">One sentence.</param>
/// <param name="IsFull">Its disk has no room.</param>
internal sealed record FolderFault(string Said, bool IsFull = false)
{
    /// <param name="failure">What the system answered.</param>
    public static FolderFault Of(Exception failure, string path) => FullDisk.Is(failure) ? new(FullDisk.Describe(path), IsFull: true) : new(failure.Message);
}
