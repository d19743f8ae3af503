using Serilog.Events;
using Serilog.Parsing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Logging;

public sealed class SecretGuardTests
{
    [Theory]
    [InlineData("AIzaSyD-secret", "key AIzaSyD-secret was refused")]
    [InlineData("redis://:correct-horse@cache:6379", "could not connect to redis://:correct-horse@cache:6379")]
    [InlineData("redis://:correct-horse@cache:6379", "AUTH correct-horse failed")]
    [InlineData("postgresql://u:p%40ssw0rd@host/db", "password p@ssw0rd")]
    public void A_known_secret_does_not_pass(string secret, string text)
    {
        var clean = new SecretGuard([secret]).Clean(text);

        clean.ShouldContain("***");
        clean.ShouldNotContain("secret");
        clean.ShouldNotContain("correct-horse");
        clean.ShouldNotContain("p@ssw0rd");
    }

    [Fact]
    public void An_address_without_a_password_may_be_shown() =>
        new SecretGuard(["redis://10.0.0.5:6379"]).Clean("Nothing answers at redis://10.0.0.5:6379.").ShouldBe("Nothing answers at redis://10.0.0.5:6379.");

    [Fact]
    public void Ordinary_text_is_left_alone()
    {
        new SecretGuard(["abc", "postgresql://postgres:postgres-pw@localhost/postgres"]).Clean("abc on localhost, database postgres")
            .ShouldBe("abc on localhost, database postgres");
    }

    [Fact]
    public void Properties_and_exceptions_of_a_log_line_are_cleaned_also_when_escaped()
    {
        const string secret = "quote\"and\\slash-key";
        var formatter = new RedactingFormatter(LoggingSetup.FormatterOf(isJson: true), new SecretGuard([secret]));
        var template = new MessageTemplateParser().Parse("with {Key}");
        var line = new LogEvent(
            DateTimeOffset.UnixEpoch, LogEventLevel.Error, new InvalidOperationException($"bad {secret}"), template, [new("Key", new ScalarValue(secret))]);
        using var output = new StringWriter();

        formatter.Format(line, output);

        output.ToString().ShouldNotContain("slash-key");
    }
}
