using System.Text.Json.Nodes;
using Simulators.Strangers.Supabase.Rest;

namespace Simulators.Strangers.Supabase;

/// <summary>The moods that are ready to use. Where each is known from is told in <see cref="StrangerVariations"/>.</summary>
internal static class StrangerMoods
{
    public static StrangerMood GzipAlways { get; } = Wired("gzip-always", new() { Packing = StrangerPacking.Always });

    public static StrangerMood Chunked { get; } = Wired("chunked", new() { Packing = StrangerPacking.Never, Chunked = true });

    public static StrangerMood EdgeHeaders { get; } = Wired("edge-headers", new() { EdgeHeaders = true });

    public static StrangerMood TwiceHeaders { get; } = Wired("twice-headers", new() { TwiceHeaders = true });

    /// <summary>Slow, and yet done in time.</summary>
    public static StrangerMood SlowDrip { get; } = Wired("slow-drip", new() { Packing = StrangerPacking.Never, DripBytes = 64, DripPause = TimeSpan.FromMilliseconds(5) });

    /// <summary>The connection ends within the body of the first <paramref name="answers"/> answers, which were worked for.</summary>
    public static StrangerMood CutConnection(int? answers = 1) =>
        Wired("cut-connection", new() { Packing = StrangerPacking.Never, CutConnectionAt = 0.5 }, answers);

    /// <summary>A whole answer with half the body that was meant.</summary>
    public static StrangerMood CutBody(int? answers = 1) =>
        Wired("cut-body", new() { Packing = StrangerPacking.Never, CutBodyAt = 0.5 }, answers) with { Realm = StrangerRealm.Rest };

    /// <summary>200 with the body <c>null</c> for work that answers something else.</summary>
    public static StrangerMood NullBody(int? answers = 1) => Wired("null-body", new() { Body = "null"u8.ToArray() }, answers) with { Realm = StrangerRealm.Rest };

    /// <summary>200 without a body.</summary>
    public static StrangerMood EmptyBody(int? answers = 1) => Wired("empty-body", new() { Body = [] }, answers) with { Realm = StrangerRealm.Rest };

    /// <summary>200 with a proxy's line of text under the type of JSON.</summary>
    public static StrangerMood TextBody(int? answers = 1) =>
        Wired("text-body", new() { Body = "upstream connect error or disconnect/reset before headers"u8.ToArray() }, answers) with { Realm = StrangerRealm.Rest };

    /// <summary>The work is done; the connection ends before its answer.</summary>
    public static StrangerMood LostByReset(int? answers = 1) => Wired("lost-by-reset", new() { Reset = true }, answers);

    /// <summary>The work is done; the gateway has given up waiting.</summary>
    public static StrangerMood LostByTimeout(int? answers = 1) => Lost("lost-by-timeout", Kong(504, "The upstream server is timing out"), answers);

    /// <summary>The work is done; the edge has given up waiting.</summary>
    public static StrangerMood LostByEdge(int? answers = 1) => Lost("lost-by-edge", CloudflarePages.Page(524), answers);

    /// <summary>The work is done; the platform's time for one request is over.</summary>
    public static StrangerMood LostByPlatform(int? answers = 1) =>
        Lost("lost-by-platform", StrangerAnswer.Json(544, new JsonObject { ["message"] = "The request was not completed within the time limit" }), answers);

    public static StrangerMood EdgePage(int status, int? answers = null) => Refused($"edge-page-{status}", CloudflarePages.Page(status), answers);

    public static StrangerMood EdgeLine(int status, int? answers = null) => Refused($"edge-line-{status}", CloudflarePages.Line(status, status), answers);

    public static StrangerMood RateLimitedByEdge(int? answers = 1) => Refused("rate-by-edge", CloudflarePages.Line(429, 1015).With("Retry-After", "1"), answers);

    public static StrangerMood RateLimitedByKong(int? answers = 1) => Refused("rate-by-kong",
        Kong(429, "API rate limit exceeded").With("RateLimit-Limit", "5").With("RateLimit-Remaining", "0").With("RateLimit-Reset", "1").With("Retry-After", "1"), answers);

    public static StrangerMood NameResolution(int? answers = null) => Refused("kong-name-resolution", Kong(503, "name resolution failed"), answers);

    public static StrangerMood NoPeer(int? answers = null) => Refused("kong-no-peer", Kong(503, "failure to get a peer from the ring-balancer"), answers);

    public static StrangerMood BadUpstream(int? answers = 1) => Refused("kong-bad-upstream", Kong(502, "An invalid response was received from the upstream server"), answers);

    public static StrangerMood EnvoyUnreachable(int? answers = 1) => Refused("envoy-unreachable", StrangerAnswer.Text(
        503,
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: 111",
        "text/plain"), answers);

    /// <summary>The owner paused the project.</summary>
    public static StrangerMood Paused { get; } = Refused("paused",
        StrangerAnswer.Text(540, "<!DOCTYPE html>\n<html><head><title>Project paused</title></head><body><h1>Project paused</h1></body></html>\n", "text/html; charset=utf-8"), null);

    /// <summary>The project has used more than its plan gives.</summary>
    public static StrangerMood Restricted { get; } = Refused("restricted",
        StrangerAnswer.Json(402, new JsonObject { ["message"] = "Service for this project is restricted due to the following violations: exceed_egress_quota." }), null);

    /// <summary>301 to the same path by https, where nobody listens; <c>{https}</c> is the address.</summary>
    public static StrangerMood MovedToHttps { get; } = Refused("redirect-301", StrangerAnswer.Empty(301).With("Location", "{https}"), null);

    /// <summary>308 to the same path by another host name, which must never see the key; <c>{elsewhere}</c> is the address.</summary>
    public static StrangerMood MovedElsewhere { get; } = Refused("redirect-308", StrangerAnswer.Empty(308).With("Location", "{elsewhere}"), null);

    /// <summary>PostgREST has lost its schema cache.</summary>
    public static StrangerMood SchemaCacheLost(int? answers = 1) => Rest("pgrst002", RestErrors.NoSchemaCache(), answers);

    /// <summary>PostgREST's pool has no connection to give.</summary>
    public static StrangerMood PoolExhausted(int? answers = 1) => Rest("pgrst003", RestErrors.PoolTimeout(), answers);

    /// <summary>PostgREST can't reach Postgres.</summary>
    public static StrangerMood DatabaseDown(int? answers = null) => Rest("pgrst000", RestErrors.NoDatabase("connection to server failed: Connection refused"), answers);

    /// <summary>The clock that signed is ahead of the clock that checks.</summary>
    public static StrangerMood IssuedAtFuture(int? answers = 1) => Rest("pgrst303", RestErrors.Token(new("PGRST303", "JWT issued at future")), answers);

    public static StrangerMood StorageTooManyConnections(int? answers = 1) =>
        Storage("storage-slow-down", 429, "429", "too_many_connections", "SlowDown", "Too many connections issued to the database", answers);

    public static StrangerMood StorageDatabaseTimeout(int? answers = 1) =>
        Storage("storage-database-timeout", 544, "544", "DatabaseTimeout", "DatabaseTimeout", "The connection to the database timed out", answers);

    public static StrangerMood StorageLockTimeout(int? answers = 1) =>
        Storage("storage-lock-timeout", 400, "503", "acquiring_lock_timeout", "LockTimeout", "acquiring lock timeout", answers);

    public static StrangerMood StorageInternal(int? answers = 1) =>
        Storage("storage-internal", 500, "500", "Internal", "InternalError", "Internal Server Error", answers);

    private static StrangerMood Wired(string name, StrangerWire wire, int? answers = null) => new(name) { Wire = wire, Answers = answers };

    private static StrangerMood Refused(string name, StrangerAnswer answer, int? answers) => new(name) { Instead = answer, Answers = answers };

    private static StrangerMood Lost(string name, StrangerAnswer answer, int? answers) => new(name) { Afterwards = answer, Answers = answers };

    private static StrangerMood Rest(string name, StrangerAnswer answer, int? answers) =>
        new(name) { Instead = answer, Answers = answers, BehindKeys = true, Realm = StrangerRealm.Rest };

    private static StrangerMood Storage(string name, int status, string told, string error, string code, string message, int? answers) => new(name)
    {
        Instead = StrangerAnswer.Json(status, new JsonObject { ["statusCode"] = told, ["error"] = error, ["message"] = message, ["code"] = code }),
        Answers = answers,
        BehindKeys = true,
        Realm = StrangerRealm.Storage,
    };

    private static StrangerAnswer Kong(int status, string message) => StrangerAnswer.Json(status, new JsonObject { ["message"] = message }).With("Server", "kong/2.8.1");
}
