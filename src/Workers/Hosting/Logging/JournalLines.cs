using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Workers.Hosting.Logging;

/// <summary>Every line begins with its priority in angle brackets, by which <c>journalctl -p warning</c> selects; journald takes it off.</summary>
internal sealed class JournalLines(ITextFormatter inner) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        inner.Format(logEvent, text);
        var priority = PriorityOf(logEvent.Level);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            output.Write($"<{priority}>{line}\n");
        }
    }

    private static char PriorityOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => '2',
        LogEventLevel.Error => '3',
        LogEventLevel.Warning => '4',
        LogEventLevel.Information => '6',
        _ => '7',
    };
}

/// <summary>Whether standard output goes to the journal, as systemd tells (<c>JOURNAL_STREAM</c>, device and inode of its socket).</summary>
internal static class JournalStream
{
    private const string StandardOutput = "/proc/self/fd/1";

    /// <summary>A variable that a child of a service inherits says nothing of an output that leads elsewhere.</summary>
    public static bool IsStandardOutput(string? journal)
    {
        try
        {
            return IsThat(journal, new FileInfo(StandardOutput).LinkTarget);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <param name="link">What standard output is, as Linux shows it: <c>socket:[12345]</c>.</param>
    public static bool IsThat(string? journal, string? link) =>
        journal?.Split(':') is [_, { Length: > 0 } inode] && link == $"socket:[{inode}]";
}
