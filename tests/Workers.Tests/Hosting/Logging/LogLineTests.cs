using Serilog.Events;
using Serilog.Parsing;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Hosting.Logging;

public sealed class LogLineTests
{
    private static readonly LogEvent Event = new(
        new(2026, 3, 1, 4, 5, 6, TimeSpan.Zero),
        LogEventLevel.Information,
        exception: null,
        new MessageTemplateParser().Parse("{Environment}: {WorkerId} took {Source} after {Seconds:0.0} s"),
        [
            new("Environment", new ScalarValue(TargetEnvironment.Prod)),
            new("WorkerId", new ScalarValue("ocr-1")),
            new("Source", new ScalarValue(DocumentSource.PlanCadastraux)),
            new("Seconds", new ScalarValue(1.26)),
            new("SourceContext", new ScalarValue("Workers.Jobs.ClaimRequester")),
        ]);

    [Fact]
    public void A_line_for_people_has_no_quotes() =>
        Line(isJson: false).ShouldBe("2026-03-01 04:05:06.000 INF Workers.Jobs.ClaimRequester Prod: ocr-1 took PlanCadastraux after 1.3 s\n");

    [Fact]
    public void A_line_for_programs_is_one_object_with_its_properties()
    {
        var logged = System.Text.Json.JsonDocument.Parse(Line(isJson: true)).RootElement;

        logged.GetProperty("@t").GetString()!.ShouldStartWith("2026-03-01T04:05:06");
        logged.GetProperty("@m").GetString().ShouldBe("Prod: ocr-1 took PlanCadastraux after 1.3 s");
        logged.GetProperty("WorkerId").GetString().ShouldBe("ocr-1");
        logged.GetProperty("Seconds").GetDouble().ShouldBe(1.26);
    }

    private static string Line(bool isJson)
    {
        using var output = new StringWriter();
        LoggingSetup.FormatterOf(isJson).Format(Event, output);
        return output.ToString();
    }
}
