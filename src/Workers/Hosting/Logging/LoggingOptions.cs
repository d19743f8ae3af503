using Workers.Hosting.Settings;

namespace Workers.Hosting.Logging;

internal sealed class LoggingOptions
{
    [Setting("LOG_LEVEL", "Least serious message that is written.")]
    public LogVerbosity Level { get; init; } = LogVerbosity.Info;

    [Setting("LOG_FORMAT", "Text for people, JSON for machines; auto is text on a terminal and JSON otherwise.")]
    public LogFormat Format { get; init; } = LogFormat.Auto;
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
