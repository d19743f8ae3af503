namespace Simulators.Chaos;

/// <summary>What can go wrong around and inside the daemons.</summary>
internal enum ChaosFaultKind
{
    /// <summary>kill -9 of a daemon; it starts again after <see cref="ChaosFault.Length"/>.</summary>
    DaemonKilled,

    /// <summary>A daemon stands still for longer than its leases, then continues.</summary>
    DaemonFrozen,

    /// <summary>A daemon reaches nobody for longer than its leases, then joins again. No connection is told.</summary>
    DaemonCutOff,

    /// <summary>kill -9 of Redis, which keeps its data.</summary>
    RedisRestarted,

    /// <summary>kill -9 of Redis, which comes back without its data.</summary>
    RedisEmptied,

    RedisPaused,

    /// <summary>Redis is a replica whose master is gone.</summary>
    RedisReadOnly,

    /// <summary>Redis has no memory left.</summary>
    RedisFull,

    /// <summary>The replica of Redis hears nothing for <see cref="ChaosFault.Length"/>, then the primary is killed and the replica takes over.</summary>
    RedisFailedOver,

    /// <summary>kill -9 of the postmaster.</summary>
    PostgresKilled,

    /// <summary>Postgres ends without a checkpoint and starts again.</summary>
    PostgresRestarted,

    PostgresPaused,

    /// <summary>Every transaction is read-only.</summary>
    PostgresReadOnly,

    /// <summary>Every write fails as it does on a full disk.</summary>
    PostgresFull,

    /// <summary>The replica of Postgres hears nothing for <see cref="ChaosFault.Length"/>, then the primary is killed and the replica promoted.</summary>
    PostgresFailedOver,

    /// <summary>One daemon's way to Redis is slow and uneven.</summary>
    RedisLinkSlow,

    /// <summary>Nothing passes either way; no connection closes.</summary>
    RedisLinkStalled,

    /// <summary>What the daemon asks is carried out; no answer arrives.</summary>
    RedisLinkMute,

    /// <summary>Connections are reset, new ones too.</summary>
    RedisLinkCut,

    /// <summary>The same for one daemon's way to both environments' databases.</summary>
    DatabaseLinkSlow,

    DatabaseLinkStalled,
    DatabaseLinkMute,
    DatabaseLinkCut,

    RegistrySlow,
    RegistryUnavailable,
    RegistryBroken,
    RegistryMaintenance,
    RegistryLogout,
    RegistryTruncated,
    RegistryHtml,

    /// <summary>The registry's connection is cut after the bill.</summary>
    RegistryCut,

    /// <summary>A burst of 429s although there is room.</summary>
    GeminiRateLimited,

    /// <summary>For a while Gemini grants less than it says.</summary>
    GeminiLowerQuota,

    GeminiError,
    GeminiSlow,

    /// <summary>The connection breaks after the request was read.</summary>
    GeminiReset,

    GeminiTruncated,
    GeminiMalformed,

    /// <summary>Requests to Supabase are refused.</summary>
    SupabaseUnavailable,

    /// <summary>Requests to Supabase are carried out, and the connection breaks before the answer.</summary>
    SupabaseLostAnswers,
}

/// <summary>One planned fault.</summary>
/// <param name="At">When, since the first document was claimed; later when its lane is still busy.</param>
/// <param name="Daemon">Which daemon, for the faults that strike one.</param>
/// <param name="Length">How long it lasts, for the faults that last.</param>
internal sealed record ChaosFault(TimeSpan At, ChaosFaultKind Kind, int Daemon, TimeSpan Length);
