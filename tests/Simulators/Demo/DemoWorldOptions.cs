using Simulators.Registre;
using Simulators.Servers;

namespace Simulators.Demo;

/// <summary>What a world is made of; the defaults are those of the demo.</summary>
internal sealed record DemoWorldOptions
{
    /// <summary>A JSON array of documents: what the registry holds.</summary>
    public string Feed { get; init; } = DemoFeed.Text;

    /// <summary>Accounts at the registry; each serves one worker at a time. The registry has locked the demo's second one.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [new("12A3456", "simulateur"), new("34B5678", "ancien") { Locked = true }];

    /// <summary>The daemon serves its pages.</summary>
    public bool HasPages { get; init; }

    /// <summary>Gemini's quota, which the daemon is told too.</summary>
    public int RequestsPerMinute { get; init; } = 1600;

    public RedisServerOptions Redis { get; init; } = new();

    /// <summary>Redis and Postgres have a replica each, which can take over. A purchase and a new document wait for Postgres' one, nothing else does.</summary>
    public bool HasReplicas { get; init; }
}
