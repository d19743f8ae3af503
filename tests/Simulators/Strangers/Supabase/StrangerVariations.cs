namespace Simulators.Strangers.Supabase;

/// <summary>Every variation that a client of the front should be held against.</summary>
internal static class StrangerVariations
{
    private const string ApiKeys = "Supabase docs, guides/api/api-keys, known limitations";
    private const string SelfHosted = "supabase/supabase, docker/volumes/api (kong.yml, kong-entrypoint.sh, envoy/lds.template.yaml)";
    private const string PostgrestErrors = "PostgREST docs, references/errors, and src/PostgREST/Error.hs";
    private const string StatusCodes = "Supabase docs, guides/platform/http-status-codes";
    private const string StorageErrors = "supabase/storage, src/http/error-handler.ts and src/internal/errors";
    private const string Cloudflare = "Cloudflare docs, 5xx errors; pages quoted in supabase/supabase#25820 and PostgREST-js#282";

    public static IReadOnlyList<StrangerVariation> All { get; } =
    [
        new("plain", StrangerOutcome.Same, "PostgREST docs, references/api/functions; supabase/storage, src/http/routes"),

        // Keys and gateways.
        new("secret-key", StrangerOutcome.Same, ApiKeys) { Key = StrangerKey.Secret },
        new("secret-key-also-as-bearer", StrangerOutcome.Same, "supabase/supabase#49655: both headers with one secret key are served")
        {
            Key = StrangerKey.Secret,
            Project = options => options with { OpaqueBearer = StrangerOpaqueBearer.Translated },
        },
        new("kong", StrangerOutcome.Same, SelfHosted) { Project = options => options with { Gateway = StrangerGateway.Kong } },
        new("kong-secret-key", StrangerOutcome.Same, SelfHosted) { Key = StrangerKey.Secret, Project = options => options with { Gateway = StrangerGateway.Kong } },
        new("envoy", StrangerOutcome.Same, SelfHosted) { Project = options => options with { Gateway = StrangerGateway.Envoy } },
        new("envoy-secret-key", StrangerOutcome.Same, SelfHosted) { Key = StrangerKey.Secret, Project = options => options with { Gateway = StrangerGateway.Envoy } },
        new("legacy-keys-disabled", StrangerOutcome.Refused, ApiKeys) { Project = options => options with { LegacyKeysEnabled = false } },

        // Projects.
        new("storage-errors-plain", StrangerOutcome.Same, StorageErrors + ", before the field code")
        {
            Project = options => options with { StorageErrors = StrangerStorageErrors.Plain },
        },
        new("storage-errors-true-status", StrangerOutcome.Same, "Supabase docs, guides/storage/debugging/error-codes: the transition that is announced")
        {
            Project = options => options with { StorageErrors = StrangerStorageErrors.TrueStatus },
        },
        new("one-schema", StrangerOutcome.Same, "PostgREST docs, references/api/schemas: no Content-Profile with one schema")
        {
            Project = options => options with { Schemas = ["public"] },
        },

        // The wire.
        new("gzip-always", StrangerOutcome.Same, "RFC 9110, 8.4: a body names its coding") { Mood = StrangerMoods.GzipAlways },
        new("chunked", StrangerOutcome.Same, "RFC 9112, 7.1") { Mood = StrangerMoods.Chunked },
        new("edge-headers", StrangerOutcome.Same, "supabase/supabase#49655: sb_gateway_version and request ids; Cloudflare docs, HTTP headers") { Mood = StrangerMoods.EdgeHeaders },
        new("twice-headers", StrangerOutcome.Same, "RFC 9110, 5.3 and RFC 6265, 3") { Mood = StrangerMoods.TwiceHeaders },
        new("slow-drip", StrangerOutcome.Same, "RFC 9112, 6: a body ends where its length says, whenever that is") { Mood = StrangerMoods.SlowDrip },
        new("cut-connection", StrangerOutcome.Lost, "RFC 9112, 8: incomplete messages") { Mood = StrangerMoods.CutConnection() },
        new("cut-body", StrangerOutcome.Lost, "PostgREST-js#646: a good status is no promise of JSON") { Mood = StrangerMoods.CutBody() },
        new("null-body", StrangerOutcome.Lost, "PostgREST, Query/SqlFragment.hs: null stands for no row") { Mood = StrangerMoods.NullBody() },
        new("empty-body", StrangerOutcome.Lost, "PostgREST-js#646") { Mood = StrangerMoods.EmptyBody() },
        new("text-body", StrangerOutcome.Lost, "PostgREST-js#646: a proxy's line with status 200") { Mood = StrangerMoods.TextBody() },
        new("lost-by-reset", StrangerOutcome.Lost, "supabase/supabase#45593: ECONNRESET") { Mood = StrangerMoods.LostByReset() },
        new("lost-by-timeout", StrangerOutcome.Lost, "supabase-py#487: Kong's line for its read timeout") { Mood = StrangerMoods.LostByTimeout() },
        new("lost-by-edge", StrangerOutcome.Lost, Cloudflare) { Mood = StrangerMoods.LostByEdge() },
        new("lost-by-platform", StrangerOutcome.Lost, StatusCodes + ": 544") { Mood = StrangerMoods.LostByPlatform() },

        // The edge and the gateway.
        .. new[] { 502, 520, 521, 522, 524, 525 }.Select(status =>
            new StrangerVariation($"edge-page-{status}", StrangerOutcome.Retried, Cloudflare) { Mood = StrangerMoods.EdgePage(status, 1) }),
        new("edge-line-523", StrangerOutcome.Retried, "supabase/supabase#27823: error code 523 as text") { Mood = StrangerMoods.EdgeLine(523, 1) },
        new("edge-down", StrangerOutcome.Down, Cloudflare) { Mood = StrangerMoods.EdgePage(521) },
        new("rate-by-edge", StrangerOutcome.Retried, "Cloudflare docs, error 1015") { Mood = StrangerMoods.RateLimitedByEdge() },
        new("rate-by-kong", StrangerOutcome.Retried, "Kong docs, rate-limiting plugin") { Mood = StrangerMoods.RateLimitedByKong() },
        new("kong-name-resolution", StrangerOutcome.Down, "supabase/supabase#2687, supabase/cli#76") { Mood = StrangerMoods.NameResolution() },
        new("kong-no-peer", StrangerOutcome.Down, "Kong/kong#3518") { Mood = StrangerMoods.NoPeer() },
        new("kong-bad-upstream", StrangerOutcome.Retried, "Kong's default error bodies") { Mood = StrangerMoods.BadUpstream() },
        new("envoy-unreachable", StrangerOutcome.Retried, "supabase/supabase#26906, supabase-flutter#993") { Mood = StrangerMoods.EnvoyUnreachable() },
        new("paused", StrangerOutcome.Refused, StatusCodes + ": 540 (its body is not documented)") { Mood = StrangerMoods.Paused },
        new("restricted", StrangerOutcome.Refused, StatusCodes + ": 402") { Mood = StrangerMoods.Restricted },
        new("redirect-301", StrangerOutcome.Refused, "RFC 9110, 15.4.2: what an http address of a project answers") { Mood = StrangerMoods.MovedToHttps },
        new("redirect-308", StrangerOutcome.Refused, "RFC 9110, 15.4.9: another host must not see the key") { Mood = StrangerMoods.MovedElsewhere },

        // PostgREST and Storage.
        new("schema-cache-lost", StrangerOutcome.Retried, PostgrestErrors + ": PGRST002") { Mood = StrangerMoods.SchemaCacheLost(2) },
        new("pool-exhausted", StrangerOutcome.Retried, PostgrestErrors + ": PGRST003") { Mood = StrangerMoods.PoolExhausted() },
        new("database-restarting", StrangerOutcome.Retried, PostgrestErrors + ": PGRST000") { Mood = StrangerMoods.DatabaseDown(2) },
        new("database-down", StrangerOutcome.Down, PostgrestErrors + ": PGRST000") { Mood = StrangerMoods.DatabaseDown() },
        new("issued-at-future", StrangerOutcome.Retried, "supabase/supabase#49655 and #50651: PGRST303 with secret keys, gone a moment later")
        {
            Key = StrangerKey.Secret,
            Mood = StrangerMoods.IssuedAtFuture(2),
        },
        new("storage-slow-down", StrangerOutcome.Retried, StorageErrors) { Mood = StrangerMoods.StorageTooManyConnections() },
        new("storage-database-timeout", StrangerOutcome.Retried, StorageErrors) { Mood = StrangerMoods.StorageDatabaseTimeout() },
        new("storage-lock-timeout", StrangerOutcome.Retried, StorageErrors + ": status 400 for what is told as 503") { Mood = StrangerMoods.StorageLockTimeout() },
        new("storage-internal", StrangerOutcome.Retried, StorageErrors) { Mood = StrangerMoods.StorageInternal() },
        new("storage-without-translation", StrangerOutcome.Refused, "supabase/agent-skills#280: Storage asks for Authorization though apikey is there")
        {
            Key = StrangerKey.Secret,
            Mood = new("storage-without-translation") { Realm = StrangerRealm.Storage },
            Project = options => options with { StorageTakesApiKeyAlone = false },
        },
    ];
}
