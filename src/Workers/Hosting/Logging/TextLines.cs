using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Workers.Hosting.Logging;

/// <summary>
/// Lines for people. Every line about a document ends with its id, its number and its trace, as far as its words do not hold them: whichever
/// of them is looked for finds all.
/// </summary>
internal sealed class TextLines : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Words = new("{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext:l} {Message:l}", CultureInfo.InvariantCulture);
    private static readonly MessageTemplateTextFormatter Fault = new("{NewLine}{Exception}", CultureInfo.InvariantCulture);
    private static readonly (string Property, string Shown)[] OfDocument = [("Number", "number"), ("JobId", "document"), ("TraceId", "trace")];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        Words.Format(logEvent, words);
        var line = words.ToString();
        output.Write(line);
        if (logEvent.Properties.ContainsKey("JobId"))
        {
            foreach (var (property, shown) in OfDocument)
            {
                if (logEvent.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: { } scalar } && scalar.ToString() is { Length: > 0 } text && !line.Contains(text, StringComparison.Ordinal))
                {
                    output.Write($" {shown}={text}");
                }
            }
        }

        Fault.Format(logEvent, output);
    }
}
