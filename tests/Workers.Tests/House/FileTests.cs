using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>What every file of the tree keeps to.</summary>
public sealed partial class FileTests
{
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "#" + "region", "Thread." + "Sleep"];

    [Fact]
    public void Every_lua_and_sql_file_says_what_goes_in_what_comes_out_and_what_it_promises()
    {
        var silent =
            from file in Repository.Files("src", ".lua", ".sql").Concat(Repository.Files("tests", ".lua", ".sql"))
            let header = Header(file)
            let lacks = new[]
            {
                Inputs().IsMatch(header) ? "" : "inputs",
                Outputs().IsMatch(header) ? "" : "outputs",
                Promise().IsMatch(header) ? "" : "promise",
            }
            where lacks.Any(part => part.Length > 0)
            select $"{file}: the leading comment lacks {string.Join(", ", lacks.Where(part => part.Length > 0))}";

        silent.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_grows_past_300_lines_and_nine_in_ten_stay_below_200()
    {
        var lengths = Repository.Files(".", ".cs", ".lua", ".sql", ".sh")
            .Select(file => (File: file, Lines: File.ReadLines(Repository.PathOf(file)).Count()))
            .OrderBy(file => file.Lines)
            .ToArray();

        lengths.Where(file => file.Lines > 300).ShouldBeEmpty();
        lengths[lengths.Length * 9 / 10].Lines.ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void Nothing_unfinished_is_left_in_the_tree()
    {
        var left =
            from file in Repository.Files(".", ".cs", ".lua", ".sql", ".sh", ".md", ".csproj", ".props")
            let text = Repository.Read(file)
            from word in Unfinished
            where text.Contains(word, StringComparison.Ordinal)
            select $"{word} in {file}";

        left.ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_version_is_pinned_and_explained()
    {
        var explained = Repository.Read("docs/dependencies.md");
        var packages = PackageVersion().Matches(Repository.Read("Directory.Packages.props"));

        packages.ShouldNotBeEmpty();
        packages.Select(match => match.Groups["name"].Value).Where(name => !explained.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty();
        packages.Select(match => match.Groups["version"].Value).Where(version => version.Contains('*', StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Header(string file) => string.Join('\n', File.ReadLines(Repository.PathOf(file))
        .SkipWhile(string.IsNullOrWhiteSpace)
        .TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)));

    [GeneratedRegex(@"\b(?:inputs?|keys|argv|request|takes)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inputs();

    [GeneratedRegex(@"\b(?:outputs?|returns?|answers?)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Outputs();

    [GeneratedRegex(@"\bpromises?\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Promise();

    [GeneratedRegex("PackageVersion Include=\"(?<name>[^\"]+)\" Version=\"(?<version>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex PackageVersion();
}
