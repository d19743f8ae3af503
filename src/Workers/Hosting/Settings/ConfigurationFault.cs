using Workers.Hosting.Environments;

namespace Workers.Hosting.Settings;

/// <summary>One thing wrong with the configuration, in words an operator can act on.</summary>
/// <param name="Variable">The variable as it is spelled, e.g. <c>SERVER_MAX_CPU</c>.</param>
/// <param name="Found">What was read; null when unset; "(hidden)" for a secret.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Remedy">The next step.</param>
internal sealed record ConfigurationFault(string Variable, string? Found, string Allowed, string Remedy)
{
    /// <summary>Nothing is wrong with what was read: it passes when something outside does, as a full disk.</summary>
    public bool MayPass { get; init; }

    /// <summary>Names the environment's own variables where a rule speaks of <c>*_NAME</c>.</summary>
    public ConfigurationFault Spell(TargetEnvironment? environment) => environment is not { } name ? this : this with
    {
        Variable = Variable.Replace("*_", name.Label() + "_", StringComparison.Ordinal),
        Allowed = Allowed.Replace("*_", name.Label() + "_", StringComparison.Ordinal),
        Remedy = Remedy.Replace("*_", name.Label() + "_", StringComparison.Ordinal),
    };

    public override string ToString() =>
        $"{Variable}: {(Found is null ? "not set" : $"found '{Printable.Of(Found)}'")}; allowed: {Allowed}. {Remedy}";
}

/// <summary>An options class with rules that span several of its variables.</summary>
internal interface ICheckedOptions
{
    IEnumerable<ConfigurationFault> Check();
}
