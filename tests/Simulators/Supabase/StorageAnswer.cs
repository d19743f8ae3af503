using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>How Storage says no: HTTP 400 whatever it is, with the real status as text in the body, and the names of the old and the new kind.</summary>
internal static class StorageAnswer
{
    public static Task BucketNotFoundAsync(HttpContext context) => ErrorAsync(context, "404", "NoSuchBucket", "Bucket not found", "Bucket not found");

    public static Task NotFoundAsync(HttpContext context) => ErrorAsync(context, "404", "NoSuchKey", "not_found", "Object not found");

    public static Task DuplicateAsync(HttpContext context) => ErrorAsync(context, "409", "ResourceAlreadyExists", "Duplicate", "The resource already exists");

    public static Task BucketExistsAsync(HttpContext context) => ErrorAsync(context, "409", "BucketAlreadyExists", "Duplicate", "The resource already exists");

    public static Task InvalidKeyAsync(HttpContext context, string key) => ErrorAsync(context, "400", "InvalidKey", "InvalidKey", $"Invalid key: {key}");

    public static Task NoContentAsync(HttpContext context) => ErrorAsync(context, "400", "InvalidRequest", "InvalidRequest", "No content provided");

    public static Task WrongTypeAsync(HttpContext context, string mimeType) =>
        ErrorAsync(context, "415", "InvalidMimeType", "invalid_mime_type", $"mime type {mimeType} is not supported");

    public static Task TooLargeAsync(HttpContext context) =>
        ErrorAsync(context, "413", "EntityTooLarge", "Payload too large", "The object exceeded the maximum allowed size");

    /// <summary>Refused before anything of Storage's own ran, so without a code.</summary>
    public static Task MissingTokenAsync(HttpContext context) =>
        ErrorAsync(context, "400", code: null, "Error", "headers must have required property 'authorization'");

    public static Task BadTokenAsync(HttpContext context) => ErrorAsync(context, "403", "AccessDenied", "Unauthorized", "Invalid Compact JWS");

    public static Task ForbiddenAsync(HttpContext context) =>
        ErrorAsync(context, "403", "AccessDenied", "Unauthorized", "new row violates row-level security policy");

    public static Task ErrorAsync(HttpContext context, string statusCode, string? code, string error, string message)
    {
        var body = new JsonObject { ["statusCode"] = statusCode, ["error"] = error, ["message"] = message };
        if (code is not null)
        {
            body["code"] = code;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(body);
    }
}
