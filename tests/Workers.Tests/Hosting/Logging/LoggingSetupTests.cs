using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Logging;

public sealed class LoggingSetupTests
{
    [Theory]
    [InlineData("Hosting failed to start", "Microsoft.Extensions.Hosting.Internal.Host", true)]
    [InlineData("Hosting failed to start", "Workers.Web.WebServer", false)]
    [InlineData("BackgroundService failed", "Microsoft.Extensions.Hosting.Internal.Host", false)]
    public void A_host_that_does_not_start_is_told_once_by_who_started_it(string text, string source, bool isLeftOut)
    {
        var line = new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Error, new IOException("the port is taken"), new MessageTemplateParser().Parse(text), [new(Constants.SourceContextPropertyName, new ScalarValue(source))]);

        LoggingSetup.IsToldElsewhere(line).ShouldBe(isLeftOut);
    }
}
