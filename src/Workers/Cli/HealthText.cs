using Workers.Hosting;
using Workers.Operations.Health;

namespace Workers.Cli;

/// <summary>A verdict as text (pure but for the writer): three answers, the first cause, one next command.</summary>
internal static class HealthText
{
    private const int Indent = 7;

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
        if (verdict.First is { } first)
        {
            yield return $"first: {first.Code}: {first.Sentence}";
            yield return $"next:  {first.Next}";
        }

        foreach (var other in all ? verdict.Also : [])
        {
            yield return $"also:  {other.Code}: {other.Sentence} ({other.Next})";
        }
    }

    private static string Line(string question, HealthJudgement judged) =>
        $"{question + ":",-20} {judged.Answer}{(judged.Cause is { } cause ? $" ({cause})" : "")}";
}
