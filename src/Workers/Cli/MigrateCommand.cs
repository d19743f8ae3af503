using System.CommandLine;

namespace Workers.Cli;

internal static class MigrateCommand
{
    public static Command Create() => new("migrate", "Brings the database to what this program needs.");
}
