using System.CommandLine;

namespace Workers.Cli;

internal static class PlanCommand
{
    public static Command Create() => new("plan", "Shows what fits on a server, without starting anything.");
}
