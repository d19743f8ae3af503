using System.Text.RegularExpressions;
using Shouldly;
using Workers.Cli;
using Xunit;

namespace Workers.House;

/// <summary>What documents and examples tell people to type is a command that this program understands.</summary>
public sealed partial class CommandDocumentsTests
{
    // Stands for any id, number, name or word.
    private const string Anything = "00000000-0000-0000-0000-000000000001";

    [Fact]
    public void Every_command_line_in_a_document_is_understood()
    {
        var lines = Documents().SelectMany(file => LinesIn(Repository.Read(file)).Select(line => (File: file, Line: line))).ToList();

        lines.Count.ShouldBeGreaterThan(80);
        lines.SelectMany(one => FaultsOf(one.Line).Select(fault => $"{one.File}: {one.Line}: {fault}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_has_an_example_that_is_understood_and_of_that_command()
    {
        foreach (var path in Commands.PathsOf(CommandLine.Create()))
        {
            var example = CommandExamples.Of(path).ShouldNotBeNull($"CommandExamples lacks '{path}'");

            FaultsOf(example).ShouldBeEmpty(example);
            ExampledHelp.PathOf(CommandLine.Create().Parse(example).CommandResult).ShouldBe(path);
        }
    }

    [Fact]
    public void Every_command_is_told_of_in_a_document()
    {
        var told = Documents().SelectMany(file => Code().Matches(Repository.Read(file)).Select(match => match.Value)).ToList();

        Commands.PathsOf(CommandLine.Create()).Where(path => !told.Exists(code => code.Contains(path, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Documents() => Repository.Files("docs", ".md").Append("README.md");

    private static IEnumerable<string> FaultsOf(string line) => CommandLine.Create().Parse(line).Errors.Select(error => error.Message);

    /// <summary>What follows the program's name, in fences and in the text, as somebody would type it.</summary>
    private static IEnumerable<string> LinesIn(string text) =>
        from match in Code().Matches(text)
        from line in match.Value.Trim('`').Split('\n')
        let typed = Program().Match(line)
        where typed.Success
        select Typed(typed.Groups["words"].Value);

    private static string Typed(string words)
    {
        var plain = Comment().Replace(words, "").Replace('\'', '"');
        return Mark().Replace(plain, Anything).Replace("…", Anything, StringComparison.Ordinal).Replace(" ID", " " + Anything, StringComparison.Ordinal).Trim();
    }

    [GeneratedRegex("```[^`]*```|`[^`\n]+`", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:[A-Z_]+=\S+ )*(?:dotnet (?:run|watch) --project Workers(?: -c Release)?(?: --(?= )|(?=\s|$))|Workers(?=\s+[a-z-]))(?<words>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Program();

    [GeneratedRegex(@"\s(?:#|>|\|).*$", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}
