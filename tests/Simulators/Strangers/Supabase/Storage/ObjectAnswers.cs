using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>How Storage tells objects: their bytes, their headers, their rows.</summary>
internal static partial class ObjectAnswers
{
    private const int PageOfList = 100;

    /// <summary>The bytes, or the part that Range names; 304 when the caller has them.</summary>
    public static StrangerAnswer Whole(StorageObject stored, StrangerRequest request)
    {
        if (request["If-None-Match"] == stored.ETag)
        {
            return StrangerAnswer.Empty(304).With("ETag", stored.ETag);
        }

        var bytes = stored.Upload.Bytes;
        if (ByteRange().Match(request["Range"]) is not { Success: true } range)
        {
            return Described(stored, 200, bytes);
        }

        var (from, to) = Bounds(range.Groups["from"].Value, range.Groups["to"].Value, bytes.Length);
        return from > to || from >= bytes.Length
            ? throw StorageFault.RangeNotSatisfiable()
            : Described(stored, 206, bytes[from..(to + 1)]).With("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{bytes.Length}"));
    }

    /// <summary>The headers of the bytes alone.</summary>
    public static StrangerAnswer Head(StorageObject stored) =>
        Described(stored, 200, []).With("Content-Length", stored.Upload.Bytes.Length.ToString(CultureInfo.InvariantCulture));

    /// <summary>What <c>/object/info</c> tells.</summary>
    public static StrangerAnswer Info(StorageObject stored) => StrangerAnswer.Json(200, new JsonObject
    {
        ["id"] = stored.Id.ToString(),
        ["name"] = stored.Name,
        ["version"] = stored.Version.ToString(),
        ["bucket_id"] = stored.Bucket,
        ["size"] = stored.Upload.Bytes.Length,
        ["content_type"] = stored.Upload.ContentType,
        ["cache_control"] = stored.Upload.CacheControl,
        ["etag"] = stored.ETag,
        ["metadata"] = UserMetadata(stored),
        ["last_modified"] = BucketRoutes.Moment(stored.Updated),
        ["created_at"] = BucketRoutes.Moment(stored.Created),
    }, "application/json").With("ETag", stored.ETag).With("Last-Modified", stored.LastModified).With("Cache-Control", "no-cache");

    /// <summary>The row of <c>storage.objects</c>.</summary>
    public static JsonNode Row(StorageObject stored) => Row(stored, stored.Name, withBucket: true);

    /// <summary>One level below a prefix: objects as rows, folders by their name alone.</summary>
    public static IEnumerable<JsonNode> Listed(IEnumerable<StorageObject> objects, JsonObject asked)
    {
        var prefix = ((string?)asked["prefix"] ?? "").Trim('/');
        var below = prefix.Length is 0 ? "" : prefix + "/";
        var search = (string?)asked["search"] ?? "";
        var rows = objects
            .Where(stored => stored.Name.StartsWith(below, StringComparison.Ordinal))
            .Select(stored => (Stored: stored, Name: stored.Name[below.Length..]))
            .GroupBy(entry => entry.Name.Split('/')[0], StringComparer.Ordinal)
            .Where(group => group.Key.StartsWith(search, StringComparison.OrdinalIgnoreCase))
            .Select(group => (group.Key, Row: group.First() is var (stored, name) && name == group.Key ? Row(stored, name, withBucket: false) : Folder(group.Key)));
        var ordered = (string?)asked["sortBy"]?["order"] == "desc"
            ? rows.OrderByDescending(row => row.Key, StringComparer.Ordinal)
            : rows.OrderBy(row => row.Key, StringComparer.Ordinal);
        return ordered.Select(row => row.Row).Skip((int?)asked["offset"] ?? 0).Take((int?)asked["limit"] ?? PageOfList);
    }

    private static StrangerAnswer Described(StorageObject stored, int status, byte[] body)
    {
        var type = stored.Upload.ContentType;
        return new StrangerAnswer(status, [new("Content-Type", type.Contains("text/html", StringComparison.Ordinal) ? "text/plain" : type)], body)
            .With("Accept-Ranges", "bytes")
            .With("ETag", stored.ETag)
            .With("Last-Modified", stored.LastModified)
            .With("Cache-Control", stored.Upload.CacheControl)
            .With("X-Robots-Tag", "none");
    }

    private static (int From, int To) Bounds(string from, string to, int length) => (from, to) switch
    {
        ("", _) => (Math.Max(0, length - Number(to)), length - 1),
        (_, "") => (Number(from), length - 1),
        _ => (Number(from), Math.Min(Number(to), length - 1)),
    };

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static JsonObject Row(StorageObject stored, string name, bool withBucket)
    {
        var row = new JsonObject
        {
            ["name"] = name,
            ["id"] = stored.Id.ToString(),
            ["updated_at"] = BucketRoutes.Moment(stored.Updated),
            ["created_at"] = BucketRoutes.Moment(stored.Created),
            ["last_accessed_at"] = BucketRoutes.Moment(stored.Created),
            ["metadata"] = new JsonObject
            {
                ["eTag"] = stored.ETag,
                ["size"] = stored.Upload.Bytes.Length,
                ["mimetype"] = stored.Upload.ContentType,
                ["cacheControl"] = stored.Upload.CacheControl,
                ["lastModified"] = BucketRoutes.Moment(stored.Updated),
                ["contentLength"] = stored.Upload.Bytes.Length,
                ["httpStatusCode"] = 200,
            },
        };
        if (withBucket)
        {
            row["bucket_id"] = stored.Bucket;
        }

        return row;
    }

    private static JsonObject Folder(string name) => new()
    {
        ["name"] = name,
        ["id"] = null,
        ["updated_at"] = null,
        ["created_at"] = null,
        ["last_accessed_at"] = null,
        ["metadata"] = null,
    };

    private static JsonNode? UserMetadata(StorageObject stored)
    {
        try
        {
            return stored.Upload.UserMetadata is { } text ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^bytes=(?<from>\d*)-(?<to>\d*)\z", RegexOptions.None, 1000)]
    private static partial Regex ByteRange();
}
