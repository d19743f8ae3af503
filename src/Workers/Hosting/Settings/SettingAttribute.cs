namespace Workers.Hosting.Settings;

/// <summary>
/// Binds an option to an environment variable. The property's initial value is the default.
/// A <see cref="TimeSpan"/> is a whole number of the unit that the name ends in (_MS, _SECONDS, _MINUTES, _HOURS).
/// A name that starts with <c>*_</c> exists once per environment (PROD_, STAGING_, DEV_).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string name, string help) : Attribute
{
    public string Name { get; } = name;

    /// <summary>One sentence for the operator: what it does and its unit.</summary>
    public string Help { get; } = help;

    /// <summary>Never shown: not in faults, logs or <c>status</c>.</summary>
    public bool Secret { get; init; }

    /// <summary>Smallest allowed number (in the unit of the variable).</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number (in the unit of the variable).</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>An operator may change it while daemons run, within the same bounds.</summary>
    public bool Steerable { get; init; }

    /// <summary>A value worth showing in <c>.env.example</c> where there is no default.</summary>
    public string? Example { get; init; }

    /// <summary>A type with <c>static SettingReading Read(string)</c>, for a text that needs more than the rule of the property's type.</summary>
    public Type? ReadBy { get; init; }
}
