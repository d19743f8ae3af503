using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Registre.Browser;
using Xunit;

namespace Workers.Hosting.Startup;

/// <summary>What passes by itself ends a start with a code after which a service manager starts it again (RestartPreventExitStatus=78 64).</summary>
public sealed class StartFaultTests
{
    [Theory]
    [InlineData(true, ExitCode.Unavailable)]
    [InlineData(false, ExitCode.Configuration)]
    public async Task A_machine_without_time_is_no_matter_of_the_configuration(bool mayPass, int exitCode)
    {
        var check = new StartupCheck(new CheckSubject.Browser(), _ => Task.FromResult(CheckResult.From(new StartFault("Chromium does not start", mayPass))));

        var failures = await new StartupChecks(TimeSpan.Zero, TimeProvider.System, NullLogger<StartupChecks>.Instance).RunAsync([check], CancellationToken.None);

        failures.ShouldHaveSingleItem().ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public void Of_several_faults_all_must_pass()
    {
        StartFault.Of([]).ShouldBeNull();
        StartFault.Of([new("a", MayPass: true), new("b", MayPass: true)]).ShouldBe(new("a b", MayPass: true));
        StartFault.Of([new("a", MayPass: true), new("b")]).ShouldBe(new("a b"));
    }

    [Theory]
    [InlineData("Timeout 30000ms exceeded.", true)]
    [InlineData("The operation has timed out.", true)]
    [InlineData("Executable doesn't exist at /usr/bin/chromium", false)]
    [InlineData("No usable sandbox! Timeout 30000ms exceeded.", false)]
    public void A_browser_that_ran_out_of_time_may_start_a_moment_later(string said, bool isSlow)
    {
        ChromiumLocation.IsSlow(said).ShouldBe(isSlow);
        ChromiumLocation.Remedy("/usr/bin/chromium", said).Contains("too little processor time", StringComparison.Ordinal).ShouldBe(isSlow);
    }
}
