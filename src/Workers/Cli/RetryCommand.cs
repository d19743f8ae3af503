using System.CommandLine;

namespace Workers.Cli;

internal static class RetryCommand
{
    public static Command Create() => new("retry", "Gives a failed document another chance.");
}
