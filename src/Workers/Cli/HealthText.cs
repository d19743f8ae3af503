using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Health;

namespace Workers.Cli;

/// <summary>A verdict as text (pure but for the writer): three answers, the first cause, one next command.</summary>
internal static class HealthText
{
    private const int Indent = 7;

    /// <summary>Stands for an environment's name where sentences are compared.</summary>
    private const string Name = "\0";

    /// <param name="all">The other causes too.</param>
    public static void Write(TextWriter output, HealthVerdict verdict, bool all = false)
    {
        foreach (var line in Lines(verdict, all))
        {
            foreach (var part in WrappedText.Lines(Printable.Of(line), TerminalWidth.Of(output), Indent))
            {
                output.WriteLine(part);
            }
        }
    }

    public static IEnumerable<string> Lines(HealthVerdict verdict, bool all)
    {
        yield return Line("money is safe", verdict.Money);
        yield return Line("documents are safe", verdict.Documents);
        yield return Line("it is moving", verdict.Moving);
        if (verdict.First is not { } first)
        {
            yield break;
        }

        var told = Together([first, .. verdict.Also]);
        yield return $"first: {first.Code}: {told[0].Sentence}";
        yield return $"next:  {first.Next}";
        foreach (var (finding, sentence) in all ? told.Skip(1) : [])
        {
            yield return $"also:  {finding.Code}: {sentence} ({finding.Next})";
        }
    }

    /// <summary>What is said of several environments in the same words is said once, with their names.</summary>
    private static List<(HealthFinding Finding, string Sentence)> Together(IEnumerable<HealthFinding> findings) =>
    [
        .. from finding in findings
           group finding by (finding.Cause, Words: WithoutName(finding)) into same
           let labels = string.Join(", ", same.Select(one => one.Environment?.Label()).OfType<string>().Distinct(StringComparer.Ordinal))
           select (same.First(), same.Key.Words.Replace(Name, labels, StringComparison.Ordinal)),
    ];

    private static string WithoutName(HealthFinding finding) => finding.Environment is { } environment
        ? Regex.Replace(finding.Sentence, $@"\b{environment.Label()}\b", Name, RegexOptions.None, TimeSpan.FromMilliseconds(PatternBound.Milliseconds))
        : finding.Sentence;

    private static string Line(string question, HealthJudgement judged) =>
        $"{question + ":",-20} {judged.Answer}{(judged.Cause is { } cause ? $" ({cause})" : "")}";
}
