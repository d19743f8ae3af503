using Serilog.Events;
using Serilog.Parsing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Logging;

/// <summary>One document is followed by one grep, and journald knows how serious a line is.</summary>
public sealed class DocumentLinesTests
{
    private static readonly Guid Id = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void A_line_about_a_document_ends_with_what_its_words_do_not_hold()
    {
        Line("{Number}: started").ShouldBe("2026-03-01 04:05:06.000 INF Workers.Jobs 1234567: started document=11111111-2222-3333-4444-555555555555 trace=0af7651916cd43dd8448eb211c80319c\n");
        Line("stopped").ShouldBe("2026-03-01 04:05:06.000 INF Workers.Jobs stopped number=1234567 document=11111111-2222-3333-4444-555555555555 trace=0af7651916cd43dd8448eb211c80319c\n");
    }

    [Fact]
    public void A_line_about_no_document_ends_with_its_words() =>
        Line("Serving", isOfDocument: false).ShouldBe("2026-03-01 04:05:06.000 INF Workers.Jobs Serving\n");

    [Fact]
    public void In_JSON_they_are_properties()
    {
        var line = System.Text.Json.JsonDocument.Parse(Line("stopped", isJson: true)).RootElement;

        line.GetProperty("JobId").GetString().ShouldBe(Id.ToString());
        line.GetProperty("Number").GetString().ShouldBe("1234567");
        line.GetProperty("TraceId").GetString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Theory]
    [InlineData(LogEventLevel.Fatal, 2)]
    [InlineData(LogEventLevel.Error, 3)]
    [InlineData(LogEventLevel.Warning, 4)]
    [InlineData(LogEventLevel.Information, 6)]
    [InlineData(LogEventLevel.Debug, 7)]
    public void In_the_journal_every_line_begins_with_its_priority(LogEventLevel level, int priority)
    {
        var lines = Line("{Number} failed", level: level, fault: new InvalidOperationException("one\ntwo"), isJournal: true).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.StartsWith($"<{priority}>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8:12345", "socket:[12345]", true)]
    [InlineData("8:12345", "socket:[1234]", false)]
    [InlineData("8:12345", "/dev/null", false)]
    [InlineData("8:12345", null, false)]
    [InlineData("8:", "socket:[]", false)]
    [InlineData("nonsense", "socket:[12345]", false)]
    [InlineData(null, "socket:[12345]", false)]
    public void Standard_output_is_the_journal_where_it_is_the_socket_that_systemd_names(string? journal, string? link, bool isJournal) =>
        JournalStream.IsThat(journal, link).ShouldBe(isJournal);

    private static string Line(
        string message, bool isJson = false, bool isJournal = false, bool isOfDocument = true, LogEventLevel level = LogEventLevel.Information, Exception? fault = null)
    {
        List<LogEventProperty> properties = [new("SourceContext", new ScalarValue("Workers.Jobs"))];
        if (isOfDocument)
        {
            properties.AddRange([new("JobId", new ScalarValue(Id)), new("Number", new ScalarValue("1234567")), new("TraceId", new ScalarValue("0af7651916cd43dd8448eb211c80319c"))]);
        }

        using var output = new StringWriter();
        LoggingSetup.FormatterOf(isJson, isJournal).Format(new(new(2026, 3, 1, 4, 5, 6, TimeSpan.Zero), level, fault, new MessageTemplateParser().Parse(message), properties), output);
        return output.ToString();
    }
}
