using System.CommandLine;

namespace Workers.Cli;

internal static class EnqueueCommand
{
    public static Command Create() => new("enqueue", "Adds one document or a file of documents to a queue.");
}
