using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>Numbers that people read are rounded as people write them: 12.8, not 12.7998046875; 2 min, not 00:02:05.</summary>
public sealed partial class NumberTests
{
    [Fact]
    public void No_length_of_time_is_written_with_all_its_digits() => Found(RawTime()).ShouldBeEmpty("give it a format, such as {time.TotalSeconds:0}, or AgeText.Of");

    [Fact]
    public void No_amount_of_memory_is_told_unrounded() => Found(RawGigabytes()).ShouldBeEmpty("round it to two digits");

    [Fact]
    public void No_share_is_written_with_all_its_digits() => Found(RawShare()).ShouldBeEmpty("give it a format, such as {share:0.##}");

    [Fact]
    public void Numbers_are_written_in_one_place_and_in_the_office_s_language_in_another() =>
        Repository.Files("src/Workers", ".cs").Where(file => Repository.Read(file).Contains(".ToString(\"0", StringComparison.Ordinal))
            .ShouldBe(["src/Workers/Hosting/NumberText.cs", "src/Workers/Office/OfficeWords.cs"], ignoreOrder: true);

    private static IEnumerable<string> Found(Regex raw) =>
        from file in Repository.Files("src/Workers", ".cs")
        from line in Repository.Read(file).Split('\n')
        where !line.Contains("LoggerMessage", StringComparison.Ordinal) && raw.IsMatch(line)
        select $"{file}: {line.Trim()}";

    [GeneratedRegex(@"\{(?!\(int\))[^{}""]*\.Total(?:Milliseconds|Seconds|Minutes|Hours|Days)\}", RegexOptions.None, 1000)]
    private static partial Regex RawTime();

    [GeneratedRegex(@"^(?!.*(?:Round|ToString|NumberText|:0|=> new|,\s*1024)).*/ 1024(?:m|d|\.0)", RegexOptions.None, 1000)]
    private static partial Regex RawGigabytes();

    [GeneratedRegex(@"\$""[^""]*\{[^{}:""]*(?:\* 100|/ \(?double\)?[^{}:""]*)\}", RegexOptions.None, 1000)]
    private static partial Regex RawShare();
}
