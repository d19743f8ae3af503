using System.Globalization;
using System.Net;
using System.Text;
using Workers.Hosting.Http;

namespace Workers.Documents;

/// <summary>What an answer of Storage, or of whoever stands in its place, that is no success comes to.</summary>
internal enum StorageRefusal
{
    /// <summary>Storage knows no such object. Nothing else says so: a document that counts as missing may be bought again.</summary>
    NoSuchKey,
    NoSuchBucket,
    AlreadyThere,

    /// <summary>Storage lists the object and cannot reach its bytes.</summary>
    BytesLost,
    Unauthorized,
    TooLarge,
    WrongType,
    Busy,

    /// <summary>The platform serves nothing of this project: it is paused, or beyond its quota.</summary>
    Closed,
    Redirected,

    /// <summary>A gateway, a proxy, a page: nobody could ask Storage for us.</summary>
    NotStorage,

    /// <summary>Storage's own no, to this request.</summary>
    Refused,
}

/// <summary>
/// What an answer that is no success means (pure). Storage answers most failures with HTTP 400 and puts the real status, as text, into the
/// body: <c>{statusCode, error, message}</c>, newer versions with a <c>code</c> beside them (supabase/storage, Error codes). A body that has
/// neither is not Storage's.
/// </summary>
/// <param name="Code">The status inside the body, else HTTP's.</param>
/// <param name="Said">Foreign text, as long as it came.</param>
internal sealed record StorageFailure(StorageRefusal Kind, int Code, string Said)
{
    public bool IsMissing => Kind is StorageRefusal.NoSuchKey;

    /// <summary>It lies with the store and how it is set up, not with the document.</summary>
    public bool IsAway => Kind is StorageRefusal.NoSuchBucket or StorageRefusal.Unauthorized or StorageRefusal.TooLarge or StorageRefusal.WrongType or StorageRefusal.Busy
        or StorageRefusal.Closed or StorageRefusal.Redirected or StorageRefusal.NotStorage;

    /// <param name="location">Where a redirect points to.</param>
    public static StorageFailure Of(HttpStatusCode status, Uri? location, ForeignBody body)
    {
        var http = (int)status;
        if (http is >= 300 and < 400)
        {
            // No more than the host: an address may hold keys.
            return new(StorageRefusal.Redirected, http, location is null ? "it redirects to nowhere" : $"it redirects to {(location.IsAbsoluteUri ? location.Host : "another path")}");
        }

        var own = OwnError.In(body);
        var code = own?.Status ?? http;
        return new(own is null ? OfStranger(http, body.Object is not null) : OfStorage(http, code, own), code, own?.Message ?? body.Text("message") ?? Encoding.UTF8.GetString(body.Bytes.Span));
    }

    /// <summary>The next step for the operator.</summary>
    public string Remedy(string environment) => Kind switch
    {
        StorageRefusal.NoSuchKey => "There is no such object.",
        StorageRefusal.NoSuchBucket => "Create the bucket as a private one, or start the daemon again, which does.",
        StorageRefusal.AlreadyThere => "Another object has this name.",
        StorageRefusal.BytesLost => "Storage lists the object, but the store behind it has no bytes of it: restore them there.",
        StorageRefusal.Unauthorized => $"Check {environment}_SUPABASE_SERVICE_KEY: it must be the service key of this project, sb_secret_… where its gateway knows keys of that kind, else the service_role token.",
        StorageRefusal.TooLarge => "The document is larger than the project or its bucket takes: raise the upload limit in the project's Storage settings, and the bucket's.",
        StorageRefusal.WrongType => "The bucket does not take application/pdf: add it to the MIME types of the bucket.",
        StorageRefusal.Busy => "Storage is busy or down; it is tried again.",
        StorageRefusal.Closed => "The project is paused or restricted: look at its state, usage and billing on its page at Supabase.",
        StorageRefusal.Redirected => $"Storage never redirects: check that {environment}_SUPABASE_URL is the project's own address (https); a page of maintenance passes by itself.",
        StorageRefusal.NotStorage => $"Storage did not answer, somebody before it did: check {environment}_SUPABASE_URL; a project that is just starting passes by itself.",
        _ => "Storage refused the request.",
    };

    private static StorageRefusal OfStorage(int http, int code, OwnError own) => (code, own.Code) switch
    {
        (404, "NoSuchKey") when http is 400 or 404 => StorageRefusal.NoSuchKey,
        (404, null) when http is 400 or 404 && own is { Error: "not_found", Message: "Object not found" } => StorageRefusal.NoSuchKey,
        (_, "NoSuchBucket") => StorageRefusal.NoSuchBucket,
        (404, null) when own.Message == "Bucket not found" => StorageRefusal.NoSuchBucket,
        (404, null) when own.Message == "The resource was not found" => StorageRefusal.BytesLost,
        (_, "ResourceAlreadyExists" or "KeyAlreadyExists" or "BucketAlreadyExists") => StorageRefusal.AlreadyThere,
        (409, null) when own.Error == "Duplicate" => StorageRefusal.AlreadyThere,
        (413, _) or (_, "EntityTooLarge") => StorageRefusal.TooLarge,
        (415, _) or (_, "InvalidMimeType") => StorageRefusal.WrongType,
        (_, _) when own.Error == "invalid_mime_type" => StorageRefusal.WrongType,
        (401 or 403, _) or (_, "AccessDenied" or "InvalidJWT") => StorageRefusal.Unauthorized,
        // A key of the newer kind that the gateway did not turn into a token.
        (400, null or "InvalidRequest") when own.Message.Contains("'authorization'", StringComparison.Ordinal) => StorageRefusal.Unauthorized,
        (408 or 423 or 429 or >= 500, _) or (_, "SlowDown" or "ResourceLocked" or "TenantNotFound") => StorageRefusal.Busy,
        _ => http >= 500 ? StorageRefusal.Busy : StorageRefusal.Refused,
    };

    private static StorageRefusal OfStranger(int http, bool isJson) => http switch
    {
        401 => StorageRefusal.Unauthorized,
        403 when isJson => StorageRefusal.Unauthorized,
        413 => StorageRefusal.TooLarge,
        402 or 540 => StorageRefusal.Closed,
        408 or 429 or >= 500 => StorageRefusal.Busy,
        _ => StorageRefusal.NotStorage,
    };

    /// <summary>An error as only Storage words it. Its framework, asked for a path that it does not have, has a number for statusCode.</summary>
    private sealed record OwnError(int Status, string? Code, string? Error, string Message)
    {
        public static OwnError? In(ForeignBody body)
        {
            var (status, code, message) = (body.Text("statusCode"), body.Text("code"), body.Text("message"));
            var isKnown = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var inside);
            return message is not null && isKnown ? new(inside, code, body.Text("error"), message)
                : message is not null && status is null && code is not null ? new(StatusOf(code), code, body.Text("error"), message)
                : null;
        }

        /// <summary>For the form that Supabase announces, <c>{code, message}</c>.</summary>
        private static int StatusOf(string code) => code switch
        {
            "NoSuchKey" or "NoSuchBucket" => 404,
            "InternalError" => 500,
            _ => 400,
        };
    }
}
