using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Workers.Cli;

/// <summary>The usual help of a command, and below it how it is typed.</summary>
internal sealed class ExampledHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>How long a line may be.</summary>
    public int MaxWidth
    {
        set => usual.MaxWidth = value;
    }

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = help.Action is HelpAction usual ? new ExampledHelp(usual) : help.Action;
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (CommandExamples.Of(PathOf(parseResult.CommandResult)) is { } example)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            output.WriteLine($"  {RootCommand.ExecutableName} {example}");
            output.WriteLine();
        }

        return exitCode;
    }

    /// <summary>The command's words; empty of the program itself.</summary>
    public static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}".TrimStart() : "";
}
