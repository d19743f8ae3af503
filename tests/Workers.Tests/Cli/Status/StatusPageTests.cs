using Shouldly;
using Xunit;
using static Workers.Operations.Status.StatusReports;

namespace Workers.Cli.Status;

public sealed class StatusPageTests
{
    [Fact]
    public void Plain_text_is_aligned_and_the_same_in_every_culture()
    {
        using var output = new StringWriter();

        PageWriter.WritePlain(output, StatusPage.Of(Calm), Calm.Warnings);

        output.ToString().ShouldContain("  environment  status        source  ready  later  running  ended  oldest");
        output.ToString().ShouldContain("  PROD         1 EN_ATTENTE  Index   1,234  2                      2 h");
        output.ToString().ShouldContain("  vCPU    5.5        6.4");
        output.ToString().ShouldContain("requests        120      1,600");
        output.ToString().ShouldNotContain("!");
    }

    [Fact]
    public void The_requests_of_the_day_and_an_order_are_shown()
    {
        var usage = Calm.Gemini! with { RequestsToday = 900, MaxRequestsPerDay = 1000, IsOrdered = true, OrderedFor = TimeSpan.FromMinutes(90) };
        using var output = new StringWriter();
        PageWriter.WritePlain(output, StatusPage.Of(Calm with { Gemini = usage }), []);

        output.ToString().ShouldContain("requests today  900       1,000");
        output.ToString().ShouldContain("limits          by order  for 90 min");
    }
}
