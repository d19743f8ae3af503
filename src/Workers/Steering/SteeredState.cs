using Workers.Hosting.Settings;

namespace Workers.Steering;

/// <summary>What operators' orders come to for this daemon at this moment (pure).</summary>
/// <param name="Settings">As configured, with what is ordered in its place.</param>
/// <param name="InForce">Orders that hold, for this daemon.</param>
/// <param name="Skipped">Orders that it does not follow.</param>
/// <param name="Until">When the first of them ends by itself; null for none.</param>
internal sealed record SteeredState(LoadedSettings Settings, IReadOnlyList<SteeringOrder> InForce, IReadOnlyList<SkippedOrder> Skipped, DateTimeOffset? Until) : SteeredHolds(InForce);
