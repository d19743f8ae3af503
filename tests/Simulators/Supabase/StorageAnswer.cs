using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>How Storage says no: HTTP 400 whatever it is, with the real status as text in the body.</summary>
internal static class StorageAnswer
{
    public static Task BucketNotFoundAsync(HttpContext context) => ErrorAsync(context, "404", "Bucket not found", "Bucket not found");

    public static Task NotFoundAsync(HttpContext context) => ErrorAsync(context, "404", "not_found", "Object not found");

    public static Task DuplicateAsync(HttpContext context) => ErrorAsync(context, "409", "Duplicate", "The resource already exists");

    public static Task InvalidKeyAsync(HttpContext context, string key) => ErrorAsync(context, "400", "InvalidKey", $"Invalid key: {key}");

    public static Task MissingTokenAsync(HttpContext context) =>
        ErrorAsync(context, "400", "Error", "headers should have required property 'authorization'");

    public static Task BadTokenAsync(HttpContext context) => ErrorAsync(context, "403", "Unauthorized", "Invalid Compact JWS");

    public static Task ForbiddenAsync(HttpContext context) =>
        ErrorAsync(context, "403", "Unauthorized", "new row violates row-level security policy");

    public static Task ErrorAsync(HttpContext context, string statusCode, string error, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { statusCode, error, message });
    }
}
