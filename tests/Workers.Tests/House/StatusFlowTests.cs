using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.House;

/// <summary>The code, the functions' own headers and the page tell the same moves.</summary>
public sealed partial class StatusFlowTests
{
    [Fact]
    public void The_page_lists_the_moves_of_the_code()
    {
        var page = PageRow().Matches(Repository.Read("docs/status-flow.md"))
            .SelectMany(row => row.Groups["functions"].Value.Split(", ").Select(function => Move(row, function)));

        page.Order(StringComparer.Ordinal).ShouldBe(CodeMoves());
    }

    [Fact]
    public void The_functions_say_the_moves_of_the_code()
    {
        var functions =
            from file in Repository.Files("src/Workers/Database/Functions", ".sql")
            let header = File.ReadLines(Repository.PathOf(file)).First()
            from move in HeaderMove().Matches(header)
            select Move(move, Path.GetFileNameWithoutExtension(file));

        functions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(CodeMoves());
    }

    [Fact]
    public void The_page_names_every_status_and_every_outcome()
    {
        var page = Repository.Read("docs/status-flow.md");
        var outcomes = typeof(OutcomeCodes).GetFields().Select(field => (string)field.GetValue(null)!);

        Enum.GetValues<JobStatus>().Select(StatusFlow.NameOf).Where(name => !page.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
        outcomes.Where(outcome => !page.Contains($"| `{outcome}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string[] CodeMoves() =>
        [.. StatusFlow.Moves
            .SelectMany(move => move.By.Select(by => string.Create(CultureInfo.InvariantCulture, $"{(int)move.From}→{(int)move.To} workers_{by}")))
            .Order(StringComparer.Ordinal)];

    private static string Move(Match match, string function) => $"{match.Groups["from"].Value}→{match.Groups["to"].Value} {function}";

    [GeneratedRegex(@"^\| (?<from>\d) \| (?<to>\d) \| (?<functions>[a-z_, ]+) \|$", RegexOptions.Multiline, 1000)]
    private static partial Regex PageRow();

    [GeneratedRegex(@"(?<from>\d)→(?<to>\d)", RegexOptions.None, 1000)]
    private static partial Regex HeaderMove();
}
