using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.House;
using Xunit;

namespace Workers.Operations.Intake;

public sealed partial class DocumentRowTests
{
    [Fact]
    public void The_longest_values_are_those_that_the_database_takes() =>
        Bound().Matches(Repository.Read("src/Workers/Database/Functions/workers_enqueue.sql"))
            .ToDictionary(match => match.Groups["column"].Value, match => int.Parse(match.Groups["most"].Value, CultureInfo.InvariantCulture))
            .ShouldBe(DocumentRow.Longest, ignoreOrder: true);

    [GeneratedRegex(@"\('(?<column>[a-z_]+)', a\.\k<column>, (?<most>[0-9]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Bound();
}
