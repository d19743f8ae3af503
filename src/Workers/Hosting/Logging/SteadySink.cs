using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Workers.Hosting.Logging;

/// <summary>
/// Hands lines to a sink from a thread of its own: an output that takes nothing (a full disk, a reader that is gone or stands
/// still) stops no worker. What is lost then is counted and said once lines are taken again.
/// </summary>
internal sealed class SteadySink : ILogEventSink, IDisposable
{
    /// <summary>Lines that wait to be written; more are dropped.</summary>
    public const int MostWaiting = 4096;

    private static readonly MessageTemplate Lost = new MessageTemplateParser().Parse("{Lines} lines of this log were lost: standard output did not take them.");
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(2);

    private readonly Channel<LogEvent> _waiting = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ILogEventSink _output;
    private readonly Action<string> _tell;
    private readonly Thread _writing;
    private long _lost;
    private bool _wasTold;

    /// <param name="output">Throws when it does not take a line.</param>
    /// <param name="tell">Says once that lines cannot be written.</param>
    public SteadySink(ILogEventSink output, Action<string> tell)
    {
        (_output, _tell) = (output, tell);
        _writing = new(WriteAll) { IsBackground = true, Name = "log" };
        _writing.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        if (!_waiting.Writer.TryWrite(logEvent))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Waits a moment for what is not written yet.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writing.Join(Last);
    }

    private void WriteAll()
    {
        while (Next() is { } line)
        {
            var lost = Interlocked.Read(ref _lost);
            if (lost > 0 && TryWrite(new(line.Timestamp, LogEventLevel.Warning, null, Lost, [new("Lines", new ScalarValue(lost))])))
            {
                Interlocked.Add(ref _lost, -lost);
            }

            if (!TryWrite(line))
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }

    private LogEvent? Next()
    {
        LogEvent? line;
        while (!_waiting.Reader.TryRead(out line) && _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            // Another look: somebody wrote.
        }

        return line;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever an output does to its writer, the daemon goes on.")]
    private bool TryWrite(LogEvent line)
    {
        try
        {
            _output.Emit(line);
            return true;
        }
        catch (Exception fault)
        {
            if (!_wasTold)
            {
                _wasTold = true;
                _tell($"The log is not written: {fault.Message} The daemon goes on; status shows what it does.");
            }

            return false;
        }
    }
}
