using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary><c>/object</c>: upload, download, look up, list, copy, move and delete.</summary>
internal sealed class ObjectRoutes(StorageShelf shelf)
{
    /// <summary>
    /// Answers what stands behind <c>/object/</c>; null when there is no such route. <paramref name="isService"/> tells whether the
    /// service role asks, and refuses a request without a token where its argument says that one is required.
    /// </summary>
    public StrangerAnswer? Answer(StrangerRequest request, string path, Func<bool, bool> isService)
    {
        if (request.Method is "DELETE" && request.Body.Length is 0 && request["Content-Type"].StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw StorageFault.BadRequest("Body cannot be empty when content-type is set to 'application/json'");
        }

        var reads = request.Method is "GET" or "HEAD";
        var (first, rest) = Split(path);
        return (request.Method, first) switch
        {
            ("POST", "list") => List(request, rest, isService(true)),
            ("POST", "move") => Move(request, isService(true), keep: false),
            ("POST", "copy") => Move(request, isService(true), keep: true),
            (_, "authenticated") when reads => Download(request, rest, isService(true)),
            (_, "public") when reads => Download(request, rest, isService: false),
            ("GET", "info") => Info(rest, isService),
            (_, "sign" or "upload") => null,
            _ when reads => Download(request, path, isService(false)),
            ("POST" or "PUT", _) when rest.Length > 0 => Upload(request, path, isService(true)),
            ("DELETE", _) when rest.Length > 0 => Delete(path, isService(true)),
            ("DELETE", _) => DeleteMany(request, Uri.UnescapeDataString(first), isService(true)),
            _ => null,
        };
    }

    private StrangerAnswer Upload(StrangerRequest request, string path, bool isService)
    {
        var (bucket, name) = Named(path);
        StorageNames.CheckBucket(bucket);
        StorageNames.CheckKey(name);
        _ = shelf.Bucket(bucket);
        if (!isService)
        {
            throw StorageFault.RowSecurity();
        }

        var upsert = request.Method is "PUT" || request["x-upsert"] == "true";
        var stored = shelf.Put(bucket, name, StorageReading.Upload(request), upsert);
        return StrangerAnswer.Json(200, new JsonObject { ["Id"] = stored.Id.ToString(), ["Key"] = $"{bucket}/{name}" });
    }

    private StrangerAnswer Download(StrangerRequest request, string path, bool isService)
    {
        var stored = Find(path, isService);
        return request.Method is "HEAD" ? ObjectAnswers.Head(stored) : ObjectAnswers.Whole(stored, request);
    }

    private StrangerAnswer Info(string path, Func<bool, bool> isService) => Split(path) switch
    {
        ("authenticated", var rest) => ObjectAnswers.Info(Find(rest, isService(true))),
        ("public", var rest) => ObjectAnswers.Info(Find(rest, isService: false)),
        _ => ObjectAnswers.Info(Find(path, isService(false))),
    };

    private StrangerAnswer Delete(string path, bool isService)
    {
        var stored = Find(path, isService);
        shelf.Remove(stored.Bucket, stored.Name);
        return StrangerAnswer.Json(200, new JsonObject { ["message"] = "Successfully deleted" });
    }

    // What is not there is left out of the answer, and no error.
    private StrangerAnswer DeleteMany(StrangerRequest request, string bucket, bool isService)
    {
        var names = StorageReading.Json(request, "prefixes")["prefixes"]!.AsArray().Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
        var found = shelf.Objects.Where(stored => isService && stored.Bucket == bucket && names.Contains(stored.Name)).ToArray();
        foreach (var stored in found)
        {
            shelf.Remove(stored.Bucket, stored.Name);
        }

        return StrangerAnswer.Json(200, new JsonArray([.. found.Select(ObjectAnswers.Row)]));
    }

    private StrangerAnswer Move(StrangerRequest request, bool isService, bool keep)
    {
        var body = StorageReading.Json(request, "sourceKey");
        var bucket = (string)body["bucketId"]!;
        var target = (string)body["destinationKey"]!;
        var source = isService ? shelf.Object(shelf.Bucket(bucket).Name, (string)body["sourceKey"]!) : throw StorageFault.NoSuchKey();
        var made = shelf.Put((string?)body["destinationBucket"] ?? bucket, target, source.Upload, upsert: keep && request["x-upsert"] == "true");
        if (keep)
        {
            return StrangerAnswer.Json(200, new JsonObject { ["Id"] = made.Id.ToString(), ["Key"] = $"{made.Bucket}/{target}" });
        }

        shelf.Remove(bucket, source.Name);
        return StrangerAnswer.Json(200, new JsonObject { ["message"] = "Successfully moved" });
    }

    private StrangerAnswer List(StrangerRequest request, string bucket, bool isService) => StrangerAnswer.Json(200, new JsonArray(
        [.. ObjectAnswers.Listed(isService ? shelf.Objects.Where(stored => stored.Bucket == Uri.UnescapeDataString(bucket)) : [], StorageReading.Json(request, "prefix"))]));

    private StorageObject Find(string path, bool isService)
    {
        var (bucket, name) = Named(path);
        return shelf.Bucket(bucket).Public || isService ? shelf.Object(bucket, name) : throw StorageFault.NoSuchKey();
    }

    private static (string First, string Below) Split(string path)
    {
        var parts = path.Split('/', 2);
        return (parts[0], parts.ElementAtOrDefault(1) ?? "");
    }

    private static (string Bucket, string Name) Named(string path)
    {
        var (bucket, name) = Split(path);
        return (Uri.UnescapeDataString(bucket), Uri.UnescapeDataString(name));
    }
}
