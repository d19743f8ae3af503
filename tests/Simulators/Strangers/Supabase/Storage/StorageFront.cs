using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>
/// Supabase Storage: buckets and objects. The service role may do all; others see nothing, as in a project without policies.
/// Signed addresses, images, resumable uploads and S3 are not part of it.
/// </summary>
internal sealed class StorageFront
{
    private readonly StrangerSupabaseOptions _options;
    private readonly BucketRoutes _buckets;
    private readonly ObjectRoutes _objects;

    public StorageFront(StrangerSupabaseOptions options)
    {
        (_options, Shelf) = (options, new(options));
        (_buckets, _objects) = (new(Shelf), new(Shelf));
    }

    public StorageShelf Shelf { get; }

    /// <summary>Answers a request whose path begins behind <c>/storage/v1</c>.</summary>
    public async Task<StrangerAnswer> AnswerAsync(StrangerRequest request)
    {
        try
        {
            return Route(await StorageReading.UnwrapAsync(request), request.Path.Trim('/').Split('/', 2)) ?? NoRoute(request);
        }
        catch (StorageFault refused)
        {
            return refused.Render(_options.StorageErrors);
        }
    }

    private StrangerAnswer? Route(StrangerRequest request, string[] parts) => (parts[0], parts.ElementAtOrDefault(1) ?? "") switch
    {
        ("status" or "health", "") => StrangerAnswer.Json(200, new JsonObject { ["healthy"] = true }),
        ("bucket", var rest) => _buckets.Answer(request, rest.Split('/', StringSplitOptions.RemoveEmptyEntries), IsService(request, required: true)),
        ("object", var rest) => _objects.Answer(request, rest, required => IsService(request, required)),
        _ => null,
    };

    /// <summary>True for the service role. A route that requires a token refuses a request without a good one.</summary>
    private bool IsService(StrangerRequest request, bool required)
    {
        var authorization = request["Authorization"];
        if (authorization.Length is 0)
        {
            return required ? throw StorageFault.BadRequest("headers must have required property 'authorization'") : false;
        }

        var token = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : authorization;
        var (claims, fault) = SignedToken.Read(token, _options.JwtSecret, _options.Time.GetUtcNow());
        if (fault is null)
        {
            return (string?)claims!["role"] == "service_role";
        }

        return required ? throw StorageFault.AccessDenied(Words(fault)) : false;
    }

    // The words of the library that Storage verifies tokens with.
    private static string Words(TokenFault fault) => fault switch
    {
        { Code: "PGRST303", Message: "JWT expired" } => "\"exp\" claim timestamp check failed",
        { Code: "PGRST303" } => "\"nbf\" claim timestamp check failed",
        { Details: not null } => "signature verification failed",
        _ => "Invalid Compact JWS",
    };

    private static StrangerAnswer NoRoute(StrangerRequest request) => StrangerAnswer.Json(404, new JsonObject
    {
        ["message"] = $"Route {request.Method}:{request.Path} not found",
        ["error"] = "Not Found",
        ["statusCode"] = 404,
    });
}
