using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>An error of Storage by the names of its <c>errors/codes.ts</c>; its shape on the wire is the project's.</summary>
internal sealed class StorageFault(int status, string code, string message, string? error = null) : Exception(message)
{
    public static StorageFault NoSuchBucket() => new(404, "NoSuchBucket", "Bucket not found", "Bucket not found");

    public static StorageFault NoSuchKey() => new(404, "NoSuchKey", "Object not found", "not_found");

    public static StorageFault KeyAlreadyExists() => new(409, "KeyAlreadyExists", "The resource already exists", "Duplicate");

    public static StorageFault BucketAlreadyExists() => new(409, "BucketAlreadyExists", "The resource already exists", "Duplicate");

    public static StorageFault BucketNotEmpty() => new(409, "ResourceNotEmpty", "The bucket you tried to delete is not empty");

    public static StorageFault InvalidKey(string key) => new(400, "InvalidKey", $"Invalid key: {key}");

    public static StorageFault InvalidBucketName() => new(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input");

    public static StorageFault InvalidMimeType(string type) => new(415, "InvalidMimeType", $"mime type {type} is not supported", "invalid_mime_type");

    public static StorageFault EntityTooLarge() => new(413, "EntityTooLarge", "The object exceeded the maximum allowed size", "Payload too large");

    public static StorageFault NoContent() => new(400, "InvalidRequest", "No content provided");

    public static StorageFault AccessDenied(string message) => new(403, "AccessDenied", message, "Unauthorized");

    public static StorageFault RowSecurity() => AccessDenied("new row violates row-level security policy");

    /// <summary>What the S3 behind it says of a range that the object does not have.</summary>
    public static StorageFault RangeNotSatisfiable() => new(416, "S3Error", "InvalidRange", "The requested range is not satisfiable");

    /// <summary>The web framework's own refusal of a request.</summary>
    public static StorageFault BadRequest(string message) => new(400, "InvalidRequest", message, "Error");

    /// <summary>The whole answer.</summary>
    public StrangerAnswer Render(StrangerStorageErrors shape)
    {
        var body = new JsonObject
        {
            ["statusCode"] = status.ToString(CultureInfo.InvariantCulture),
            ["error"] = error ?? code,
            ["message"] = Message,
        };
        if (shape is not StrangerStorageErrors.Plain)
        {
            body["code"] = code;
        }

        return StrangerAnswer.Json(shape is StrangerStorageErrors.TrueStatus ? status : status is 500 ? 500 : 400, body);
    }
}
