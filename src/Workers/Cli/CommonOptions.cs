using System.CommandLine;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Operations;

namespace Workers.Cli;

/// <summary>Options that several commands share, and the configuration they lead to.</summary>
internal static class CommonOptions
{
    public static Option<FileInfo?> EnvFile { get; } = new("--env-file")
    {
        HelpName = "file",
        Description = "File of NAME=value lines below the real environment; without it, .env here or in a folder above.",
        Recursive = true,
    };

    public static Option<TargetEnvironment?> Environment(string description = "prod, staging or dev; may be left out when only one is configured.")
    {
        var option = new Option<TargetEnvironment?>("--env")
        {
            HelpName = "name",
            Description = description,
            CustomParser = result =>
            {
                if (TargetEnvironments.TryParse(result.Tokens[0].Value, out var name))
                {
                    return name;
                }

                result.AddError($"--env: found '{result.Tokens[0].Value}'; allowed: prod, staging, dev.");
                return null;
            },
        };
        option.CompletionSources.Add("prod", "staging", "dev");
        return option;
    }

    /// <summary>A person's own words, which others read later: a name, a reason.</summary>
    public static Option<string?> Words(string name, string help, string description)
    {
        var option = new Option<string?>(name) { HelpName = help, Description = description };
        option.Validators.Add(result =>
        {
            // Line ends are spaces where the words are kept.
            if (result.Tokens is [var typed] && TypedText.FaultOf(typed.Value.ReplaceLineEndings(" ").Trim()) is { } fault)
            {
                result.AddError($"{name} {fault}.");
            }
        });
        return option;
    }

    /// <summary>Reads every setting; all faults are reported together.</summary>
    /// <param name="rules">Rules of the command itself, over settings that are each well-formed.</param>
    /// <exception cref="CommandException">Something is wrong with the configuration.</exception>
    public static LoadedSettings LoadSettings(ParseResult parsed, Func<LoadedSettings, IEnumerable<ConfigurationFault>>? rules = null)
    {
        var source = SettingsSource.Load(parsed.GetValue(EnvFile)?.FullName, Directory.GetCurrentDirectory());
        var settings = LoadedSettings.Load(source);
        foreach (var warning in settings.Warnings)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"configuration: {warning}");
        }

        List<ConfigurationFault> faults = [.. settings.Faults, .. rules?.Invoke(settings) ?? []];
        return faults.Count == 0
            ? settings
            : throw new CommandException(ExitRule.Of(faults), string.Join(System.Environment.NewLine, faults.Select(fault => $"configuration: {fault}")));
    }

    /// <summary>The queues that a command works on.</summary>
    /// <exception cref="CommandException">None is configured, or something is wrong with the configuration.</exception>
    public static Queues OpenQueues(ParseResult parsed) => Queues.Open(LoadSettings(parsed, ConfiguredEnvironments.Require));

    /// <summary>The environment that was asked for, or the only one.</summary>
    /// <exception cref="CommandException">There are several and none was named.</exception>
    /// <exception cref="OperationException">It is not configured.</exception>
    public static TargetEnvironment Choose(Queues queues, TargetEnvironment? asked) =>
        asked is { } name ? queues.Require(name)
        : queues.Configured is [var only] ? only
        : throw new CommandException(
            ExitCode.Usage, $"Several environments are configured ({string.Join(", ", queues.Configured.Select(one => one.Label().ToLowerInvariant()))}): say which with --env.");
}
