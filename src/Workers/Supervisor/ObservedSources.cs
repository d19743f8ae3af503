using Workers.Capacity.Ledger;
using Workers.Gemini.Quota;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Queue;

namespace Workers.Supervisor;

/// <summary>Where a pass of the supervisor looks before it plans: what waits, what is held, what Gemini allows, and what other daemons offer.</summary>
internal sealed record ObservedSources(QueueWatch Queue, CapacityLedger Ledger, GeminiLimiter Gemini, DaemonPeers Peers);

/// <summary>What one pass saw.</summary>
/// <param name="At">Its timestamp.</param>
/// <param name="Capacity">Null when the ledger did not answer.</param>
internal sealed record Observation(long At, IReadOnlyList<EnvironmentQueue> Queues, CapacitySnapshot? Capacity);
