using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;
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
    public void What_is_parked_comes_first_with_its_cause_and_since_when()
    {
        var since = new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);
        var report = Calm with
        {
            Daemons = [Daemon() with { Parked = [new(TargetEnvironment.Prod, JobStage.Download, ParkingCause.StoreRefuses, "Storage refused the key.", "the store takes it", since)] }],
        };
        using var output = new StringWriter();

        PageWriter.WritePlain(output, StatusPage.Of(report), report.Warnings, report.Parked);

        output.ToString().ShouldStartWith("! PROD: buying is parked since 2026-11-28 09:30:00Z until the store takes it: Storage refused the key. (vm)");
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
