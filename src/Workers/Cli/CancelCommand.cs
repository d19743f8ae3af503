using System.CommandLine;

namespace Workers.Cli;

internal static class CancelCommand
{
    public static Command Create() => new("cancel", "Cancels a document that has not finished.");
}
