using Workers.Hosting.Settings;

namespace Workers.Steering;

/// <summary>An order to change a setting that this daemon does not follow, and why.</summary>
internal sealed record SkippedOrder(SteeringOrder Order, string Why);

/// <summary>What orders come to for one daemon at one moment (pure).</summary>
internal static class Steering
{
    /// <summary>
    /// The settings with what is ordered in their place, and the pauses in force. An order for one daemon goes over one for all; what would break a
    /// bound or a rule across settings is left out and named, so that what is in force could as well have been configured.
    /// </summary>
    /// <param name="settings">As the daemon was started with.</param>
    public static SteeredState Apply(LoadedSettings settings, IEnumerable<SteeringOrder> orders, SteeredDaemon daemon, DateTimeOffset now)
    {
        var mine = orders.Where(order => daemon.IsMeantBy(order) && order.IsInForce(now)).OrderBy(order => order.Revision).ThenBy(order => order.Key, StringComparer.Ordinal).ToList();
        var sets = mine
            .Where(order => order.Verb is SteeringVerb.Set)
            .GroupBy(order => order.Subject, StringComparer.Ordinal)
            .Select(same => same.MaxBy(order => (order.Server is not null, order.Revision))!)
            .OrderBy(order => order.Revision).ThenBy(order => order.Key, StringComparer.Ordinal)
            .ToList();
        var (steered, applied, skipped) = Overlay(settings, sets);
        return new(
            steered,
            [.. mine.Where(order => order.Verb is not SteeringVerb.Set), .. applied],
            skipped,
            mine.Min(order => order.Until));
    }

    /// <summary>Why settings may not be changed so while daemons run; null when they may.</summary>
    /// <param name="settings">With the values that the others have.</param>
    public static string? FindFault(LoadedSettings settings, IReadOnlyCollection<KeyValuePair<string, string>> changed)
    {
        foreach (var (name, value) in changed)
        {
            if (FindUnknown(name) is { } unknown)
            {
                return unknown;
            }

            if (string.IsNullOrWhiteSpace(value))
            {
                return $"{name}: found nothing; allowed: a value. 'set {name} --reset' goes back to what is configured.";
            }
        }

        return NewFaults(settings, settings.With(changed)) is [var fault, ..] ? fault : null;
    }

    /// <returns>Null for a setting that may be changed while daemons run.</returns>
    public static string? FindUnknown(string name) => SettingCatalog.Steerable.ContainsKey(name)
        ? null
        : $"{Hosting.Printable.Of(name)} cannot be changed while daemons run{Meant(name)}; those that can: {string.Join(", ", SettingCatalog.Steerable.Keys.Order(StringComparer.Ordinal))}. Others are changed in the environment, with a restart.";

    private static string Meant(string name) => EnvNames.FindNear(name, SettingCatalog.Steerable.Keys) is { } near ? $" (did you mean {near}?)" : "";

    private static (LoadedSettings Settings, IReadOnlyList<SteeringOrder> Applied, IReadOnlyList<SkippedOrder> Skipped) Overlay(LoadedSettings settings, List<SteeringOrder> sets)
    {
        if (sets.Count == 0)
        {
            return (settings, [], []);
        }

        var skipped = new List<SkippedOrder>();
        var applied = new List<SteeringOrder>();
        foreach (var order in sets)
        {
            if (Why(settings, [order], isAlone: true) is { } why)
            {
                skipped.Add(new(order, why));
            }
            else
            {
                applied.Add(order);
            }
        }

        if (Why(settings, applied, isAlone: false) is null)
        {
            return (With(settings, applied), applied, skipped);
        }

        // Not all of them hold together: the older ones go first, and what no longer fits beside them is left out.
        var together = new List<SteeringOrder>();
        foreach (var order in applied)
        {
            if (Why(settings, [.. together, order], isAlone: false) is { } why)
            {
                skipped.Add(new(order, why));
            }
            else
            {
                together.Add(order);
            }
        }

        return (With(settings, together), together, skipped);
    }

    /// <param name="isAlone">Only whether each is a value that its setting allows; rules across settings may need the others.</param>
    private static string? Why(LoadedSettings settings, List<SteeringOrder> orders, bool isAlone)
    {
        if (isAlone)
        {
            var (name, value) = (orders[0].Subject, orders[0].Value ?? "");
            return !SettingCatalog.Steerable.TryGetValue(name, out var known) ? $"{name} cannot be changed while daemons run"
                : string.IsNullOrWhiteSpace(value) ? $"{name} has no value"
                : SettingParser.Read(known.Property.PropertyType, name, value.Trim(), known.Setting) is { Value: null, Allowed: var allowed } ? $"{name}: found '{Hosting.Printable.Of(value)}'; allowed: {allowed}"
                : null;
        }

        return NewFaults(settings, With(settings, orders)) is [var fault, ..] ? fault : null;
    }

    private static LoadedSettings With(LoadedSettings settings, IEnumerable<SteeringOrder> orders) =>
        settings.With(orders.Select(order => KeyValuePair.Create(order.Subject, order.Value!)));

    private static IReadOnlyList<string> NewFaults(LoadedSettings before, LoadedSettings after) =>
        [.. after.Faults.Except(before.Faults).Select(fault => fault.ToString())];
}
