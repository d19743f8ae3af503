using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Workers.Hosting.Logging;

internal static class LoggingSetup
{
    /// <summary>Serilog on standard output, every line cleaned of secrets.</summary>
    public static Logger Create(LoggingOptions options, SecretGuard guard, bool isRedirected)
    {
        var isJournal = JournalStream.IsStandardOutput(options.Journal);
        var isJson = options.Format is LogFormat.Json || (options.Format is LogFormat.Auto && isRedirected);
        return new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(options.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Filter.ByExcluding(IsToldElsewhere)
            .Enrich.FromLogContext()
            .WriteTo.Sink(new SteadySink(LoggerSinkConfiguration.CreateSink(console => console.Console(new RedactingFormatter(FormatterOf(isJson, isJournal), guard))), Console.Error.WriteLine))
            .CreateLogger();
    }

    /// <summary>One compact JSON object a line for programs (@t, @m, @l, @x and the properties beside them), or plain words for people.</summary>
    /// <param name="isJournal">Each line begins with its priority.</param>
    public static ITextFormatter FormatterOf(bool isJson, bool isJournal = false)
    {
        ITextFormatter line = isJson ? new LiteralMessages(new RenderedCompactJsonFormatter()) : new TextLines();
        return isJournal ? new JournalLines(line) : line;
    }

    /// <summary>A host throws why it did not start to who started it, and that one tells it in a line.</summary>
    internal static bool IsToldElsewhere(LogEvent line) =>
        line.MessageTemplate.Text is "Hosting failed to start" && line.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source) && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };

    private static LogEventLevel LevelOf(LogVerbosity verbosity) => verbosity switch
    {
        LogVerbosity.Trace => LogEventLevel.Verbose,
        LogVerbosity.Debug => LogEventLevel.Debug,
        LogVerbosity.Info => LogEventLevel.Information,
        LogVerbosity.Warn => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}

/// <summary>The last step before the sink: whatever a message, property or exception holds, secrets do not pass.</summary>
internal sealed class RedactingFormatter(ITextFormatter inner, SecretGuard guard) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        inner.Format(logEvent, line);
        output.Write(guard.Clean(line.ToString()));
    }
}
