using System.Text.RegularExpressions;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>Which names of buckets and objects Storage takes: the characters that S3 calls safe, all of them ASCII.</summary>
internal static partial class StorageNames
{
    public static void CheckBucket(string name)
    {
        if (!BucketName().IsMatch(name))
        {
            throw StorageFault.InvalidBucketName();
        }
    }

    public static void CheckKey(string key)
    {
        if (!ObjectKey().IsMatch(key))
        {
            throw StorageFault.InvalidKey(key);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_!\-.*'() &$@=;:+,?]{1,63}\z", RegexOptions.None, 1000)]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^[A-Za-z0-9_/!\-.*'() &$@=;:+,?]+\z", RegexOptions.None, 1000)]
    private static partial Regex ObjectKey();
}
