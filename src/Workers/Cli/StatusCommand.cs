using System.CommandLine;

namespace Workers.Cli;

internal static class StatusCommand
{
    public static Command Create() => new("status", "Shows pools, queue, capacity, Gemini use and what waits for what.");
}
