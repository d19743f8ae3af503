using System.Globalization;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Workers.Hosting.Logging;

internal static class LoggingSetup
{
    private const string Line = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext:l} {Message:l}{NewLine}{Exception}";

    /// <summary>Serilog on standard output, every line cleaned of secrets.</summary>
    public static Logger Create(LoggingOptions options, SecretGuard guard, bool isRedirected)
    {
        var isJson = options.Format is LogFormat.Json || (options.Format is LogFormat.Auto && isRedirected);
        return new LoggerConfiguration()
            .MinimumLevel.Is(LevelOf(options.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteTo.Sink(new SteadySink(LoggerSinkConfiguration.CreateSink(console => console.Console(new RedactingFormatter(FormatterOf(isJson), guard))), Console.Error.WriteLine))
            .CreateLogger();
    }

    /// <summary>One compact JSON object a line for programs (@t, @m, @l, @x and the properties beside them), or plain words for people.</summary>
    public static ITextFormatter FormatterOf(bool isJson) => isJson
        ? new LiteralMessages(new RenderedCompactJsonFormatter())
        : new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture);

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
