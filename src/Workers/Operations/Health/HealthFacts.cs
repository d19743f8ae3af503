using Workers.Operations.Status;
using Workers.Registre.Accounts;
using Workers.Registre.Consultations;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Health;

/// <summary>What a verdict is made from.</summary>
/// <param name="At">When it was gathered, by this machine's clock.</param>
/// <param name="Accounts">The registry's accounts as Redis knows them; null where they were not asked for or are not configured.</param>
/// <param name="AccountBudget">Consultations that one account may buy in a day.</param>
/// <param name="RedisAhead">How far Redis' clock is ahead of this machine's; null where it was not asked.</param>
/// <param name="Disk">What stands against the data folder of this machine, where a daemon runs on it.</param>
/// <param name="Budgets">As they are configured, whatever was ordered since; null where nobody looked.</param>
internal sealed record HealthFacts(
    DateTimeOffset At,
    StatusReport Status,
    IReadOnlyList<AccountEntry>? Accounts = null,
    int AccountBudget = int.MaxValue,
    TimeSpan? RedisAhead = null,
    string? Disk = null,
    Budgets? Budgets = null)
{
    /// <summary>Daemons show themselves every second; what one said that has been silent for longer than this is not used.</summary>
    public static readonly TimeSpan Fresh = ShownDaemon.Fresh;

    /// <summary>Whose word counts.</summary>
    public IReadOnlyList<DaemonReport> Daemons => [.. Status.Daemons.Where(IsFresh)];

    public IReadOnlyList<DaemonReport> Silent => [.. Status.Daemons.Where(daemon => !IsFresh(daemon))];

    /// <summary>Environments whose database answered.</summary>
    public IReadOnlyList<EnvironmentReport> Answering => [.. Status.Environments.Where(environment => environment.Fault is null)];

    private static bool IsFresh(DaemonReport daemon) => !(daemon.ShownSecondsAgo >= Fresh.TotalSeconds);
}
