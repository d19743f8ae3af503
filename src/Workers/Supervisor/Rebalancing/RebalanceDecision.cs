using System.Text.Json;
using Workers.Supervisor.Peers;

namespace Workers.Supervisor.Rebalancing;

/// <summary>One decision about the OCR pool's split with everything that it was made from, so that a log replays to the same decisions.</summary>
/// <param name="IsTick">Whether a rebalance interval had passed.</param>
internal sealed record RebalanceDecision(RebalanceState Before, PoolDemand Demand, PoolLimits Limits, bool IsTick, RebalanceState After)
{
    /// <summary>The property of a log event that holds a decision, as JSON.</summary>
    public const string Property = "Decision";

    public static RebalanceDecision Make(RebalanceState before, PoolDemand demand, PoolLimits limits, bool isTick) =>
        new(before, demand, limits, isTick, RebalancePlan.Next(before, demand, limits, isTick));

    /// <summary>Whether workers move.</summary>
    public bool IsMove => Before.Split != After.Split;

    /// <summary>Whether anything changed that later decisions rest on.</summary>
    public bool IsNews => !Before.DecidesAs(After);

    /// <summary>What this program decides from the same inputs.</summary>
    public RebalanceState Replay() => RebalancePlan.Next(Before, Demand, Limits, IsTick);

    public string ToJson() => JsonSerializer.Serialize(this, DaemonDirectory.Json);

    /// <exception cref="JsonException">It is no decision.</exception>
    public static RebalanceDecision Parse(string json) =>
        JsonSerializer.Deserialize<RebalanceDecision>(json, DaemonDirectory.Json) is { Before: not null, Limits: not null, After: not null } decision
            ? decision
            : throw new JsonException("It lacks a part of a decision.");
}
