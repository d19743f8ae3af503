using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Hosting.Logging.LoggingOptions))]

namespace Workers.Hosting.Logging;

internal sealed class LoggingOptions
{
    [Setting("LOG_LEVEL", "Least serious message that is written.")]
    public LogVerbosity Level { get; init; } = LogVerbosity.Info;

    [Setting("LOG_FORMAT", "Text for people, JSON for machines; auto is text on a terminal and JSON otherwise.")]
    public LogFormat Format { get; init; } = LogFormat.Auto;

    [Setting("JOURNAL_STREAM", "Set by systemd, never by hand: names the journal's socket. Where standard output is that one, each line begins with its priority, as journald reads it.")]
    public string? Journal { get; init; }
}

internal enum LogVerbosity
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

internal enum LogFormat
{
    Auto,
    Text,
    Json,
}
