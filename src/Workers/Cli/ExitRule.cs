using Workers.Hosting.Settings;
using Workers.Hosting;
using Workers.Operations;
using Workers.Operations.Status;

namespace Workers.Cli;

/// <summary>The exit code of what a command met: the same for every command, and for one that only shows it (pure).</summary>
internal static class ExitRule
{
    public static int Of(OperationFailure failure) => failure switch
    {
        OperationFailure.Refused or OperationFailure.NotFound or OperationFailure.Invalid => ExitCode.Data,
        OperationFailure.Unavailable or OperationFailure.Full => ExitCode.Unavailable,
        _ => ExitCode.Configuration,
    };

    /// <summary>
    /// Of several stores that are shown, the one with the highest number: what somebody has to correct goes before what may pass by itself. A store that refuses what a look asks is
    /// not set up as it should be: nothing was wrong with what was given.
    /// </summary>
    /// <param name="otherwise">Where nothing was met.</param>
    public static int Of(IEnumerable<OperationFailure> met, int otherwise = ExitCode.Success) => met.Select(failure => Of(failure is OperationFailure.Refused ? OperationFailure.Misconfigured : failure)).Append(0).Max() is > 0 and var code ? code : otherwise;

    /// <param name="faults">One at least. What passes by itself, as a full disk, is no matter of the configuration where nothing else is.</param>
    public static int Of(IReadOnlyCollection<ConfigurationFault> faults) => faults.All(fault => fault.MayPass) ? ExitCode.Unavailable : ExitCode.Configuration;

    /// <inheritdoc cref="Of(IEnumerable{OperationFailure}, int)"/>
    public static int Of(StatusReport report, int otherwise = ExitCode.Success) => Of(report.Failures, otherwise);
}
