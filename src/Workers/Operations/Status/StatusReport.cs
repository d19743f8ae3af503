using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr.Spending;
using Workers.Registre.Consultations;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Status;

/// <summary>Everything that <c>status</c> shows; its JSON is what <c>--json</c> prints.</summary>
/// <param name="Fault">Why Redis could not be asked; then capacity, Gemini and daemons are empty.</param>
internal sealed record StatusReport(
    string Redis,
    string? Fault,
    CapacityReport? Capacity,
    GeminiUsage? Gemini,
    IReadOnlyList<DaemonReport> Daemons,
    IReadOnlyList<EnvironmentReport> Environments)
{
    /// <summary>What nothing is claimed of until a cause has passed; shown before anything else.</summary>
    public IReadOnlyList<string> Parked => [.. Daemons.SelectMany(daemon => (daemon.Parked ?? []).Select(parked => $"{parked.Describe()} ({daemon.Host})"))];

    public IReadOnlyList<string> Warnings => StatusWarnings.Of(this);
}

/// <summary>The server's ledger, in vCPU and GB.</summary>
internal sealed record CapacityReport(
    decimal CpuAllocated, decimal? CpuBudget, decimal RamAllocated, decimal? RamBudget, IReadOnlyList<ReservationReport> Workers, IReadOnlyList<ReservationReport> Waiting);

internal sealed record ReservationReport(string WorkerId, string Type, decimal Cpu, decimal Ram, DateTimeOffset Since);

/// <param name="Fault">Why the queue could not be read.</param>
/// <param name="Unknown">Rows of a kind that this program does not know, where there are any.</param>
/// <param name="Spend">At the registry today; null where the queue could not be read.</param>
/// <param name="Invoices">How the registry's invoices differ from the ledger; null where they do not.</param>
/// <param name="Reading">What reading cost today; null where the queue could not be read.</param>
/// <param name="Refused">Rows whose update the database refuses, where there are any.</param>
/// <param name="Reviews">What people have to decide about readings, where there is anything.</param>
internal sealed record EnvironmentReport(
    TargetEnvironment Environment, string? Fault, IReadOnlyList<QueueGroup> Queue, IReadOnlyList<UnknownGroup>? Unknown = null, Spend? Spend = null, InvoiceDifferences? Invoices = null,
    RefusedRows? Refused = null, ReadingSpend? Reading = null, ReviewCount? Reviews = null);

/// <param name="Latest">Ten of them at the most.</param>
internal sealed record RefusedRows(long Count, IReadOnlyList<RefusedRow> Latest);

/// <param name="UnexplainedCad">Of all open differences.</param>
internal sealed record InvoiceDifferences(long Count, decimal UnexplainedCad);
