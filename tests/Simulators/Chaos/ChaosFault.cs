namespace Simulators.Chaos;

/// <summary>What can go wrong around and inside the daemons.</summary>
internal enum ChaosFaultKind
{
    /// <summary>kill -9 of a daemon; it starts again after <see cref="ChaosFault.Length"/>.</summary>
    DaemonKilled,

    /// <summary>A daemon stands still for longer than its leases, then continues.</summary>
    DaemonFrozen,

    /// <summary>kill -9 of Redis, which keeps its data.</summary>
    RedisRestarted,

    /// <summary>kill -9 of Redis, which comes back without its data.</summary>
    RedisEmptied,

    RedisPaused,
    PostgresRestarted,
    PostgresPaused,
    RegistrySlow,
    RegistryUnavailable,
    RegistryLogout,
    RegistryTruncated,

    /// <summary>The registry's connection is cut after the bill.</summary>
    RegistryCut,

    GeminiRateLimited,
    GeminiError,
    GeminiTruncated,
    GeminiMalformed,
}

/// <summary>One planned fault.</summary>
/// <param name="At">When, since the first document was claimed; later when its lane is still busy.</param>
/// <param name="Daemon">Which daemon, for the faults that strike one.</param>
/// <param name="Length">How long it lasts, for the faults that last.</param>
internal sealed record ChaosFault(TimeSpan At, ChaosFaultKind Kind, int Daemon, TimeSpan Length);
