using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase;

/// <summary>Which gateway stands before PostgREST and Storage.</summary>
internal enum StrangerGateway
{
    /// <summary>The hosted platform: Cloudflare, then a gateway that knows both kinds of keys.</summary>
    Platform,

    /// <summary>Self-hosted Kong with its key-auth plugin.</summary>
    Kong,

    /// <summary>Self-hosted Envoy with its Lua filters.</summary>
    Envoy,
}

/// <summary>What the hosted gateway makes of an <c>sb_…</c> key in <c>Authorization: Bearer</c>.</summary>
internal enum StrangerOpaqueBearer
{
    /// <summary>As documented: sent on when it equals <c>apikey</c>, and refused behind the gateway because it is no JWT; else refused at once.</summary>
    Refused,

    /// <summary>As projects report: replaced by a short-lived JWT when it equals <c>apikey</c>.</summary>
    Translated,
}

/// <summary>How Storage tells an error.</summary>
internal enum StrangerStorageErrors
{
    /// <summary>HTTP 400 (500 for what is internal); the body has the true status as text in <c>statusCode</c>.</summary>
    Plain,

    /// <summary>As <see cref="Plain"/>, with <c>code</c> beside it.</summary>
    Coded,

    /// <summary>The true status is the HTTP status, as the page of error codes announces.</summary>
    TrueStatus,
}

/// <summary>The two kinds of keys that a project has.</summary>
internal enum StrangerKey
{
    /// <summary>The service_role JWT.</summary>
    Legacy,

    /// <summary>The <c>sb_secret_…</c> key.</summary>
    Secret,
}

/// <summary>How the project behind the address is set up; what may change while it runs is its <see cref="StrangerMood"/>.</summary>
internal sealed record StrangerSupabaseOptions
{
    // From 2024-01-01 to 2034-01-01: legacy keys live for ten years.
    private const long KeysIssued = 1_704_067_200;
    private const long KeysExpire = 2_019_686_400;

    /// <summary>The Postgres behind it, as Npgsql is told; its user must be allowed to take the three API roles.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    public StrangerGateway Gateway { get; init; }

    public StrangerOpaqueBearer OpaqueBearer { get; init; }

    /// <summary>False: the legacy keys were disabled by the owner.</summary>
    public bool LegacyKeysEnabled { get; init; } = true;

    /// <summary>False: the gateway makes no <c>Authorization</c> of <c>apikey</c> for Storage, which then asks for it.</summary>
    public bool StorageTakesApiKeyAlone { get; init; } = true;

    /// <summary>What the legacy keys and the gateway's own tokens are signed with (HS256).</summary>
    public string JwtSecret { get; init; } = "the-jwt-secret-of-a-project-that-nobody-has";

    public string SecretKey { get; init; } = "sb_secret_Str4ngerStr4ngerStr4nge_8hVq1Zk0";

    public string PublishableKey { get; init; } = "sb_publishable_Str4ngerStr4ngerStr_0pXy7Qa1";

    /// <summary>The schemas that PostgREST exposes; the first is the one taken when a request names none.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = ["public", "graphql_public"];

    /// <summary>How long PostgREST takes from a notification to a new schema cache.</summary>
    public TimeSpan ReloadDelay { get; init; }

    /// <summary>Connections of PostgREST's pool.</summary>
    public int PoolSize { get; init; } = 10;

    /// <summary>How long a request waits for one of them.</summary>
    public TimeSpan PoolTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rows that a set-returning function may answer; the rest is left out without a word.</summary>
    public int MaxRows { get; init; } = 1000;

    /// <summary>statement_timeout by role; a role that is not named has that of the authenticator, <see cref="AuthenticatorTimeout"/>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> RoleTimeouts { get; init; } =
        new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["anon"] = TimeSpan.FromSeconds(3), ["authenticated"] = TimeSpan.FromSeconds(8) };

    public TimeSpan AuthenticatorTimeout { get; init; } = TimeSpan.FromSeconds(8);

    public StrangerStorageErrors StorageErrors { get; init; } = StrangerStorageErrors.Coded;

    /// <summary>Bytes of the largest object of the project; a bucket may have a lower limit.</summary>
    public long FileSizeLimit { get; init; } = 50 * 1024 * 1024;

    /// <summary>The mood at the start.</summary>
    public StrangerMood Mood { get; init; } = StrangerMood.Normal;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The legacy service_role key.</summary>
    public string ServiceRoleKey => LegacyKey("service_role");

    /// <summary>The legacy anon key.</summary>
    public string AnonKey => LegacyKey("anon");

    /// <summary>The key of a backend, of one of the two kinds.</summary>
    public string KeyOf(StrangerKey kind) => kind is StrangerKey.Secret ? SecretKey : ServiceRoleKey;

    private string LegacyKey(string role) => SignedToken.Sign(JwtSecret, new JsonObject
    {
        ["iss"] = "supabase",
        ["ref"] = "strangerstrangerstra",
        ["role"] = role,
        ["iat"] = KeysIssued,
        ["exp"] = KeysExpire,
    });
}
