using System.CommandLine;

namespace Workers.Cli;

/// <summary>The commands that can be typed, as the command line has them.</summary>
internal static class Commands
{
    /// <returns>Their words, as in <c>bulk list</c>.</returns>
    public static IEnumerable<string> PathsOf(RootCommand root) => root.Subcommands.SelectMany(child => Below(child, child.Name));

    public static Command Find(string path) => path.Split(' ').Aggregate((Command)CommandLine.Create(), (command, name) => command.Subcommands.First(child => child.Name == name));

    private static IEnumerable<string> Below(Command command, string path) =>
        (command.Action is null ? Array.Empty<string>() : [path]).Concat(command.Subcommands.SelectMany(child => Below(child, $"{path} {child.Name}")));
}
