using System.Text.Json.Serialization;
using Workers.Database.Migrations;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Ocr.Spending;
using Workers.Registre.Consultations;
using Workers.Steering;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Status;

/// <summary>In which way Redis could not be asked.</summary>
internal enum RedisTrouble
{
    Away,

    /// <summary>Something takes the connection and says nothing.</summary>
    Silent,

    /// <summary>It answers, and not what was asked.</summary>
    Refuses,

    /// <summary>What listens there does not take <c>REDIS_URL</c> as it is: its user, its password, or the way it is spoken to.</summary>
    OtherUrl,

    /// <summary>It is out of memory and takes no writes.</summary>
    Full,
}

/// <summary>Everything that <c>status</c> shows; its JSON is what <c>--json</c> prints.</summary>
/// <param name="Orders">Operators' orders in force, as Redis and the databases that answered have them.</param>
/// <param name="Fault">Why Redis could not be asked; then capacity, Gemini and daemons are empty.</param>
/// <param name="FaultKind">The fault's kind; null without one.</param>
internal sealed record StatusReport(
    string Redis,
    string? Fault,
    CapacityReport? Capacity,
    GeminiUsage? Gemini,
    IReadOnlyList<DaemonReport> Daemons,
    IReadOnlyList<EnvironmentReport> Environments,
    IReadOnlyList<SteeringOrder>? Orders = null,
    RedisTrouble? FaultKind = null)
{
    /// <summary>The settings that daemons work with; null of a report that nobody asked for them.</summary>
    [JsonIgnore]
    public LoadedSettings? InForce { get; init; }

    /// <summary>What kind of fault keeps Redis from being asked; null without one.</summary>
    [JsonIgnore]
    public OperationFailure? Failure { get; init; }

    /// <summary>Why Redis and databases could not be asked, each that could not.</summary>
    [JsonIgnore]
    public IEnumerable<OperationFailure> Failures => Environments.Select(environment => environment.Failure).Append(Failure).OfType<OperationFailure>();

    /// <summary>What operators ordered, and what daemons do not follow of it; shown before anything else.</summary>
    public IReadOnlyList<string> Ordered =>
    [
        .. (Orders ?? []).Select(order => order.Describe()),
        .. Daemons.SelectMany(daemon => (daemon.Steering?.Skipped ?? []).Select(skipped => $"{daemon.Host} does not follow it: {skipped.Order.What}: {skipped.Why}")),
    ];

    /// <summary>What nothing is claimed of until a cause has passed; shown before anything else.</summary>
    public IReadOnlyList<string> Parked => [.. Daemons.SelectMany(daemon => (daemon.Parked ?? []).Select(parked => $"{parked.Describe()} ({daemon.Host})"))];

    public IReadOnlyList<string> Warnings => StatusWarnings.Of(this);

    /// <summary>The same, of one environment.</summary>
    public StatusReport Of(TargetEnvironment only) => this with { Environments = [.. Environments.Where(one => one.Environment == only)] };
}

/// <summary>The server's ledger, in vCPU and GB.</summary>
/// <param name="Holders">The daemons that the ledger knows, with what each holds; null of a report that does not tell.</param>
internal sealed record CapacityReport(
    decimal CpuAllocated, decimal? CpuBudget, decimal RamAllocated, decimal? RamBudget, IReadOnlyList<ReservationReport> Workers, IReadOnlyList<ReservationReport> Waiting,
    IReadOnlyList<HolderReport>? Holders = null);

/// <param name="Daemon">Its id.</param>
internal sealed record HolderReport(string Daemon, string Host, decimal Cpu, decimal Ram);

internal sealed record ReservationReport(string WorkerId, string Type, decimal Cpu, decimal Ram, DateTimeOffset Since);

/// <param name="Fault">Why the queue could not be read.</param>
/// <param name="Unknown">Rows of a kind that this program does not know, where there are any.</param>
/// <param name="Spend">At the registry today; null where the queue could not be read.</param>
/// <param name="Invoices">How the registry's invoices differ from the ledger; null where they do not.</param>
/// <param name="Reading">What reading cost today; null where the queue could not be read.</param>
/// <param name="Refused">Rows whose update the database refuses, where there are any.</param>
/// <param name="Reviews">What people have to decide about readings, where there is anything.</param>
/// <param name="FaultKind">The fault's kind; null without one, or where nothing came in time.</param>
/// <param name="Signs">Signs of trouble that the queue's figures do not show; null where the queue could not be read.</param>
/// <param name="ClockAheadSeconds">How far the database's clock is ahead of this machine's; null where it is not known.</param>
internal sealed record EnvironmentReport(
    TargetEnvironment Environment, string? Fault, IReadOnlyList<QueueGroup> Queue, IReadOnlyList<UnknownGroup>? Unknown = null, Spend? Spend = null, InvoiceDifferences? Invoices = null,
    RefusedRows? Refused = null, ReadingSpend? Reading = null, ReviewCount? Reviews = null, SchemaFault? FaultKind = null, HealthSigns? Signs = null, double? ClockAheadSeconds = null)
{
    /// <summary>What kind of fault it is for who asks; null without one.</summary>
    [JsonIgnore]
    public OperationFailure? Failure { get; init; }

    /// <summary>Budgets that keep a document waiting: one that is met where nothing is left to be bought keeps none.</summary>
    [JsonIgnore]
    public IReadOnlyList<BudgetMet> BudgetsInTheWay => Queue.Any(group => group.StatusId is JobStatus.EnAttente && group.Ready + group.Deferred > 0) ? Spend?.Met ?? [] : [];

    /// <summary>How webhooks and senders stand with this configuration; null where the queue could not be read.</summary>
    [JsonIgnore]
    public WebhookStand? Webhooks { get; init; }
}

/// <param name="Latest">Ten of them at the most.</param>
internal sealed record RefusedRows(long Count, IReadOnlyList<RefusedRow> Latest);

/// <param name="UnexplainedCad">Of all open differences.</param>
/// <param name="Unknown">How many of them are invoices that no ledger knows, of the newest 500.</param>
/// <param name="ComparedAt">When an account was compared last; null where none was.</param>
internal sealed record InvoiceDifferences(long Count, decimal UnexplainedCad, long Unknown = 0, DateTimeOffset? ComparedAt = null);
