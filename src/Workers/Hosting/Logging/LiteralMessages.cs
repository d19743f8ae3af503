using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace Workers.Hosting.Logging;

/// <summary>Messages without quotes around the words that stand in them, for a formatter that would write them.</summary>
internal sealed class LiteralMessages(ITextFormatter inner) : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);
        inner.Format(
            new(
                logEvent.Timestamp,
                logEvent.Level,
                logEvent.Exception,
                new MessageTemplate(logEvent.MessageTemplate.Text, [new TextToken(message.ToString())]),
                logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value)),
                logEvent.TraceId ?? default,
                logEvent.SpanId ?? default),
            output);
    }
}
