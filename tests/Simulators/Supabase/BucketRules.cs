namespace Simulators.Supabase;

/// <summary>What a bucket is and takes.</summary>
/// <param name="FileSizeLimit">In bytes; null: as much as the project takes.</param>
/// <param name="AllowedMimeTypes">Null or none: all; <c>image/*</c> is all of a kind.</param>
internal sealed record BucketRules(bool IsPublic = false, long? FileSizeLimit = null, IReadOnlyList<string>? AllowedMimeTypes = null)
{
    public bool Takes(string mimeType) =>
        AllowedMimeTypes is not { Count: > 0 } allowed
        || allowed.Any(type => type == mimeType || (type.EndsWith("/*", StringComparison.Ordinal) && mimeType.StartsWith(type[..^1], StringComparison.Ordinal)));

    public bool Takes(long bytes) => bytes <= (FileSizeLimit ?? long.MaxValue);
}
