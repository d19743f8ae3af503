using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Simulators.Supabase;

/// <summary>Objects by bucket and key, as files in a folder.</summary>
internal sealed partial class StorageObjects : IDisposable
{
    private readonly ConcurrentDictionary<string, BucketRules> buckets = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly string folder;
    private readonly bool isOwn;

    public StorageObjects(string? folder, IEnumerable<string> privateBuckets)
    {
        isOwn = folder is null;
        this.folder = folder ?? Directory.CreateTempSubdirectory("workers-objects-").FullName;
        foreach (var bucket in privateBuckets)
        {
            buckets[bucket] = new BucketRules();
        }
    }

    /// <summary>Names of the buckets, in order.</summary>
    public IReadOnlyList<string> Buckets => [.. buckets.Keys.Order(StringComparer.Ordinal)];

    public bool Exists(string bucket) => buckets.ContainsKey(bucket);

    public BucketRules RulesOf(string bucket) => buckets.GetValueOrDefault(bucket) ?? new BucketRules();

    /// <returns>False when it exists.</returns>
    public bool Create(string bucket, BucketRules rules) => buckets.TryAdd(bucket, rules);

    /// <returns>False when there is none.</returns>
    public bool Change(string bucket, BucketRules rules) => buckets.TryGetValue(bucket, out var now) && buckets.TryUpdate(bucket, rules, now);

    public void Drop(string bucket) => buckets.TryRemove(bucket, out _);

    /// <summary>The characters that Storage takes in a key.</summary>
    public static bool IsValidKey(string key) =>
        key.Length > 0 && KeyPattern().IsMatch(key) && !key.Split('/').Any(part => part is "" or "." or "..");

    /// <returns>False when it exists and may not be replaced.</returns>
    public bool Put(string bucket, string key, byte[] content, bool replace)
    {
        lock (gate)
        {
            var path = PathOf(bucket, key);
            if (!replace && File.Exists(path))
            {
                return false;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            return true;
        }
    }

    /// <returns>Null when there is none.</returns>
    public byte[]? Get(string bucket, string key)
    {
        lock (gate)
        {
            return File.Exists(PathOf(bucket, key)) ? File.ReadAllBytes(PathOf(bucket, key)) : null;
        }
    }

    public bool Delete(string bucket, string key)
    {
        lock (gate)
        {
            var existed = File.Exists(PathOf(bucket, key));
            File.Delete(PathOf(bucket, key));
            return existed;
        }
    }

    /// <summary>The keys of a bucket that start with a prefix, in order.</summary>
    public IReadOnlyList<string> Keys(string bucket, string prefix = "")
    {
        lock (gate)
        {
            var root = Path.Combine(folder, bucket);
            return !Directory.Exists(root)
                ? []
                : [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(root, file))
                    .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)];
        }
    }

    public static string EntityTag(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";

    public void Dispose()
    {
        if (isOwn)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string PathOf(string bucket, string key) => Path.Combine(folder, bucket, key);

    [GeneratedRegex(@"^[A-Za-z0-9_/!\-.*'() &$@=;:+,?]*$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyPattern();
}
