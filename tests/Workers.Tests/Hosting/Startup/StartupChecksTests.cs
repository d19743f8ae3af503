using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Hosting.Startup;

public sealed class StartupChecksTests
{
    [Fact]
    public async Task All_checks_that_pass_leave_nothing_to_tell()
    {
        (await RunAsync(TimeSpan.FromSeconds(30), Good(new CheckSubject.Browser()), Good(new CheckSubject.Ocr()))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_certainly_wrong_is_not_asked_again()
    {
        var asked = 0;
        var failures = await RunAsync(TimeSpan.FromSeconds(30), new StartupCheck(new CheckSubject.Environment(TargetEnvironment.Dev), _ =>
        {
            asked++;
            return Task.FromResult<CheckResult>(new CheckResult.Wrong("the key was refused"));
        }));

        failures.ShouldHaveSingleItem().ShouldBe(new CheckFailure(new CheckSubject.Environment(TargetEnvironment.Dev), "the key was refused", ExitCode.Configuration));
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_answer_is_asked_again_until_it_does()
    {
        var asked = 0;
        var failures = await RunAsync(TimeSpan.FromSeconds(30), new StartupCheck(new CheckSubject.Redis(), _ =>
            Task.FromResult<CheckResult>(++asked < 2 ? new CheckResult.NotYet("nothing answers") : CheckResult.Good.Instance)));

        failures.ShouldBeEmpty();
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task What_never_answers_ends_the_start_with_the_reason()
    {
        var failures = await RunAsync(TimeSpan.Zero, Good(new CheckSubject.Browser()), new StartupCheck(new CheckSubject.Redis(), _ => Task.FromResult<CheckResult>(new CheckResult.NotYet("nothing answers"))));

        var failure = failures.ShouldHaveSingleItem();
        failure.ExitCode.ShouldBe(ExitCode.Unavailable);
        failure.Message.ShouldContain("nothing answers");
        failure.Message.ShouldContain("STARTUP_WAIT_SECONDS");
    }

    private static StartupCheck Good(CheckSubject subject) => new(subject, _ => Task.FromResult<CheckResult>(CheckResult.Good.Instance));

    private static Task<IReadOnlyList<CheckFailure>> RunAsync(TimeSpan wait, params StartupCheck[] checks) =>
        new StartupChecks(wait, TimeProvider.System, NullLogger<StartupChecks>.Instance).RunAsync(checks, TestContext.Current.CancellationToken);
}
