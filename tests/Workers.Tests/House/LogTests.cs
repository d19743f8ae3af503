using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>A line that names a document by its id can be found by its number too.</summary>
public sealed partial class LogTests
{
    /// <summary>Runs only within a slot's run of one document, whose scope every line carries.</summary>
    private const string WithinARun = "src/Workers/Ocr/";

    [Fact]
    public void Whoever_logs_a_document_s_id_logs_its_number_or_writes_in_its_scope()
    {
        var files = Repository.Files("src/Workers", ".cs")
            .Select(file => (File: file, Text: Repository.Read(file)))
            .Where(file => Message().Matches(file.Text).Any(message => message.Value.Contains("{JobId}", StringComparison.Ordinal) && !message.Value.Contains("{Number}", StringComparison.Ordinal)))
            .ToList();

        files.ShouldNotBeEmpty();
        files.Where(file => !file.File.StartsWith(WithinARun, StringComparison.Ordinal) && !file.Text.Contains("DocumentTrace.Scope(", StringComparison.Ordinal))
            .Select(file => file.File).ShouldBeEmpty();
    }

    [GeneratedRegex("""\[LoggerMessage\(.*Message = ".*"\)\]""", RegexOptions.None, 1000)]
    private static partial Regex Message();
}
