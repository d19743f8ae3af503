using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary><c>/bucket</c>: list, create, get, change, empty and delete.</summary>
internal sealed class BucketRoutes(StorageShelf shelf)
{
    /// <summary>Null when there is no such route.</summary>
    public StrangerAnswer? Answer(StrangerRequest request, string[] parts, bool isService) => (request.Method, parts) switch
    {
        ("GET", []) => StrangerAnswer.Json(200, new JsonArray([.. (isService ? shelf.Buckets : []).Select(Describe)])),
        ("POST", []) => Create(StorageReading.Json(request, "name"), isService),
        ("GET", [var id]) => StrangerAnswer.Json(200, Describe(Find(id, isService))),
        ("PUT", [var id]) => Change(Find(id, isService).Name, StorageReading.Json(request, "public")),
        ("POST", [var id, "empty"]) => Empty(Find(id, isService).Name),
        ("DELETE", [var id]) => Delete(Find(id, isService).Name),
        _ => null,
    };

    private StorageBucket Find(string id, bool isService) => isService ? shelf.Bucket(Uri.UnescapeDataString(id)) : throw StorageFault.NoSuchBucket();

    private StrangerAnswer Create(JsonObject body, bool isService)
    {
        var name = (string)body["name"]!;
        StorageNames.CheckBucket(name);
        if (!isService)
        {
            throw StorageFault.RowSecurity();
        }

        shelf.AddBucket((string?)body["id"] ?? name, (bool?)body["public"] ?? false, StorageReading.Size(body["file_size_limit"]), Types(body));
        return StrangerAnswer.Json(200, new JsonObject { ["name"] = name });
    }

    private StrangerAnswer Change(string name, JsonObject body)
    {
        shelf.ChangeBucket(name, bucket => bucket with
        {
            Public = (bool?)body["public"] ?? bucket.Public,
            FileSizeLimit = body.ContainsKey("file_size_limit") ? StorageReading.Size(body["file_size_limit"]) : bucket.FileSizeLimit,
            AllowedMimeTypes = body.ContainsKey("allowed_mime_types") ? Types(body) : bucket.AllowedMimeTypes,
        });
        return Done("Successfully updated");
    }

    private StrangerAnswer Empty(string name)
    {
        foreach (var stored in shelf.Objects.Where(stored => stored.Bucket == name))
        {
            shelf.Remove(name, stored.Name);
        }

        return Done("Successfully emptied");
    }

    private StrangerAnswer Delete(string name)
    {
        shelf.RemoveBucket(name);
        return Done("Successfully deleted");
    }

    private static string[]? Types(JsonObject body) => (body["allowed_mime_types"] as JsonArray)?.Select(type => (string)type!).ToArray();

    private static StrangerAnswer Done(string message) => StrangerAnswer.Json(200, new JsonObject { ["message"] = message });

    private static JsonNode Describe(StorageBucket bucket) => new JsonObject
    {
        ["id"] = bucket.Name,
        ["name"] = bucket.Name,
        ["owner"] = "",
        ["public"] = bucket.Public,
        ["type"] = "STANDARD",
        ["file_size_limit"] = bucket.FileSizeLimit,
        ["allowed_mime_types"] = bucket.AllowedMimeTypes is { } types ? new JsonArray([.. types.Select(JsonNode (type) => type)]) : null,
        ["created_at"] = Moment(bucket.Created),
        ["updated_at"] = Moment(bucket.Updated),
    };

    internal static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
