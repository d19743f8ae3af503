using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>A bucket, as <c>storage.buckets</c> has it.</summary>
internal sealed record StorageBucket(
    string Name, bool Public, long? FileSizeLimit, IReadOnlyList<string>? AllowedMimeTypes, DateTimeOffset Created, DateTimeOffset Updated);

/// <summary>What an upload brings.</summary>
internal sealed record StorageUpload(byte[] Bytes, string ContentType, string CacheControl, string? UserMetadata);

/// <summary>An object and its bytes. <see cref="Version"/> is new with each upload, <see cref="Id"/> stays.</summary>
internal sealed record StorageObject(string Bucket, string Name, Guid Id, Guid Version, StorageUpload Upload, DateTimeOffset Created, DateTimeOffset Updated)
{
    /// <summary>The MD5 of the bytes in quotes, as S3 gives it.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "It names bytes as S3 does, and guards nothing.")]
    public string ETag { get; } = $"\"{Convert.ToHexStringLower(MD5.HashData(Upload.Bytes))}\"";

    public string LastModified => Updated.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>All buckets and objects of the project, in memory.</summary>
internal sealed class StorageShelf(StrangerSupabaseOptions options)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StorageBucket> _buckets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Bucket, string Name), StorageObject> _objects = new(Comparer<(string, string)>.Create((left, right) =>
        string.CompareOrdinal(left.Item1, right.Item1) is var bucket && bucket is not 0 ? bucket : string.CompareOrdinal(left.Item2, right.Item2)));

    public IReadOnlyList<StorageBucket> Buckets
    {
        get
        {
            lock (_lock)
            {
                return [.. _buckets.Values];
            }
        }
    }

    /// <summary>Objects by bucket and name.</summary>
    public IReadOnlyList<StorageObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values];
            }
        }
    }

    /// <summary>Adds a bucket.</summary>
    public StorageBucket AddBucket(string name, bool isPublic = false, long? fileSizeLimit = null, IReadOnlyList<string>? allowedMimeTypes = null)
    {
        StorageNames.CheckBucket(name);
        lock (_lock)
        {
            var now = options.Time.GetUtcNow();
            var bucket = new StorageBucket(name, isPublic, fileSizeLimit, allowedMimeTypes, now, now);
            return _buckets.TryAdd(name, bucket) ? bucket : throw StorageFault.BucketAlreadyExists();
        }
    }

    public StorageBucket Bucket(string name)
    {
        lock (_lock)
        {
            return _buckets.TryGetValue(name, out var bucket) ? bucket : throw StorageFault.NoSuchBucket();
        }
    }

    public void ChangeBucket(string name, Func<StorageBucket, StorageBucket> change)
    {
        lock (_lock)
        {
            _buckets[name] = change(Bucket(name)) with { Updated = options.Time.GetUtcNow() };
        }
    }

    public void RemoveBucket(string name)
    {
        lock (_lock)
        {
            _ = Bucket(name);
            if (_objects.Keys.Any(key => key.Bucket == name))
            {
                throw StorageFault.BucketNotEmpty();
            }

            _buckets.Remove(name);
        }
    }

    public StorageObject Object(string bucket, string name)
    {
        lock (_lock)
        {
            return _objects.TryGetValue((bucket, name), out var found) ? found : throw StorageFault.NoSuchKey();
        }
    }

    /// <summary>Stores an object; the rules of its bucket are asked in Storage's order: is it there, its type, its size.</summary>
    public StorageObject Put(string bucketName, string name, StorageUpload upload, bool upsert)
    {
        StorageNames.CheckBucket(bucketName);
        StorageNames.CheckKey(name);
        lock (_lock)
        {
            var bucket = Bucket(bucketName);
            _objects.TryGetValue((bucketName, name), out var before);
            if (before is not null && !upsert)
            {
                throw StorageFault.KeyAlreadyExists();
            }

            CheckType(upload.ContentType, bucket.AllowedMimeTypes);
            if (upload.Bytes.Length > Math.Min(bucket.FileSizeLimit ?? long.MaxValue, options.FileSizeLimit))
            {
                throw StorageFault.EntityTooLarge();
            }

            var now = options.Time.GetUtcNow();
            return _objects[(bucketName, name)] = new(bucketName, name, before?.Id ?? Guid.NewGuid(), Guid.NewGuid(), upload, before?.Created ?? now, now);
        }
    }

    /// <summary>Removes an object; false when it is not there.</summary>
    public bool Remove(string bucket, string name)
    {
        lock (_lock)
        {
            return _objects.Remove((bucket, name));
        }
    }

    private static void CheckType(string type, IReadOnlyList<string>? allowed)
    {
        var asked = type.Split('/');
        if (allowed is null || (asked.Length > 1 && allowed.Any(pattern => pattern.Split('/') is [var kind, var rest] && kind == asked[0] && (rest == "*" || rest == asked[1]))))
        {
            return;
        }

        throw StorageFault.InvalidMimeType(type);
    }
}
