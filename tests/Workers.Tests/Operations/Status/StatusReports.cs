using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Supervisor;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Status;

/// <summary>Reports to start a test from.</summary>
internal static class StatusReports
{
    public static StatusReport Calm { get; } = new(
        "redis://localhost:6379/0",
        null,
        new(5.5m, 6.4m, 2.25m, 12.8m, [], []),
        new() { Requests = 120, MaxRequests = 1600, Tokens = 500_000, MaxTokens = 6_400_000 },
        [Daemon()],
        [new(TargetEnvironment.Prod, null, [new(JobStatus.EnAttente, DocumentSource.Index, 1234, 2, 0, 0, 7500)])]);

    public static DaemonReport Daemon(params SlotReport[] slots) =>
        new("vm-1", "vm", null, false, [TargetEnvironment.Prod], default, default, slots, new Split(1, 1), "steady", new Dictionary<string, string>(), DriftReport.Empty);

    public static SlotReport Slot(SlotState state) =>
        new("ocr-1", Pools.Ocr, WorkerType.IndexOcr, state, TargetEnvironment.Prod, Guid.Empty, DocumentSource.Index, "1", null, 0);
}
