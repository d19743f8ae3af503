using Workers.Hosting;
using Workers.Operations;

namespace Workers.Cli;

/// <summary>How a command says that its operation was not done (pure).</summary>
internal static class OperationFailures
{
    public static CommandException AsCommand(this OperationException fault) => fault.Failure switch
    {
        OperationFailure.EnvironmentNotNamed => new(ExitCode.Usage, $"{fault.Message}: say which with --env.", fault),
        OperationFailure.Refused => new(ExitCode.Data, fault.Message, fault),
        OperationFailure.Unavailable => new(ExitCode.Unavailable, fault.Message, fault),
        _ => new(ExitCode.Configuration, fault.Message, fault),
    };
}
