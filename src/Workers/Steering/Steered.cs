using Workers.Hosting.Settings;

namespace Workers.Steering;

/// <summary>A room's settings as they are in force: as configured, or as an operator ordered.</summary>
internal sealed class Steered<TOptions>
    where TOptions : class
{
    private readonly TOptions _configured;
    private readonly SteeringBoard? _board;

    public Steered(TOptions configured, SteeringBoard board) => (_configured, _board) = (configured, board);

    private Steered(TOptions configured) => _configured = configured;

    public TOptions Configured => _configured;

    public TOptions Current => _board?.State is { } state && state.InForce.Any(IsOurs) ? state.Settings.Get<TOptions>() : _configured;

    /// <summary>For who is not steered.</summary>
    public static implicit operator Steered<TOptions>(TOptions configured) => new(configured);

    private static bool IsOurs(SteeringOrder order) =>
        order.Verb is SteeringVerb.Set && SettingCatalog.Steerable.TryGetValue(order.Subject, out var known) && known.Options == typeof(TOptions);
}
