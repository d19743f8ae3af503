using System.Globalization;
using System.Text;
using Workers.Hosting.Loops;

namespace Workers.Hosting.Listener;

/// <summary>What is answered: a status of HTTP and a few lines.</summary>
internal sealed record HealthPage(int Status, string Text)
{
    public const int Good = 200;
    public const int Bad = 503;
}

/// <summary>The answers of <c>/healthz</c> and <c>/readyz</c>: one line for each loop or dependency, bounded in number and length. Pure.</summary>
internal static class HealthPages
{
    private const int MostLines = 100;
    private const int MostCharacters = 500;

    /// <summary>
    /// Whether the process still does its rounds. One that hangs may be started again; a loop whose passes end with a failure does not hang, most often a server is away, and
    /// another start would not bring it back.
    /// </summary>
    public static HealthPage Health(IReadOnlyList<LoopReport> loops)
    {
        var hung = loops.Where(loop => loop.IsHung).ToList();
        return hung.Count > 0
            ? Page(HealthPage.Bad, hung.Select(loop => string.Create(CultureInfo.InvariantCulture, $"hung: {loop.Name} has ended no pass for {loop.SecondsSincePass:0} s")))
            : Page(HealthPage.Good, [
                string.Create(CultureInfo.InvariantCulture, $"ok: {loops.Count} loops run"),
                .. loops.Where(loop => loop.IsLate).Select(loop => string.Create(CultureInfo.InvariantCulture, $"late: {loop.Name}, no good pass for {loop.SecondsSincePass:0} s")),
                .. loops.Where(loop => loop.IsAtLongWork).Select(AtWork)]);
    }

    /// <summary>Whether all that it needs serves it. Starting it again would not help.</summary>
    public static HealthPage Readiness(IReadOnlyList<Dependency> needed) => Page(
        needed.All(one => one.WhyNot is null) ? HealthPage.Good : HealthPage.Bad,
        needed.OrderBy(one => one.WhyNot is null).Select(one => one.WhyNot is null ? $"ready: {one.Name}" : $"not ready: {one.Name}: {one.WhyNot}"));

    private static string AtWork(LoopReport loop) => string.Create(CultureInfo.InvariantCulture, $"at long work: {loop.Name}, {loop.SecondsSincePass:0} s since its last pass");

    private static HealthPage Page(int status, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines.Take(MostLines))
        {
            text.Append(Shortened(Printable.Of(line))).Append('\n');
        }

        return new(status, text.ToString());
    }

    private static string Shortened(string line) => line.Length > MostCharacters ? $"{line[..MostCharacters]}…" : line;
}
