using Shouldly;
using Xunit;

namespace Workers.Hosting.Listener;

public sealed class HealthPagesTests
{
    [Fact]
    public void Loops_that_pass_are_health()
    {
        var page = HealthPages.Health([new("supervisor", 0.4, IsLate: false, 0, null), new("rescue DEV", 2, IsLate: false, 3, "DatabaseException")]);

        page.ShouldBe(new(200, "ok: 2 loops run\n"));
    }

    [Fact]
    public void A_loop_that_hangs_is_named_with_its_seconds()
    {
        var page = HealthPages.Health([new("supervisor", 61.2, IsLate: true, 0, null, IsHung: true), new("redis", 0, IsLate: false, 0, null)]);

        page.ShouldBe(new(503, "hung: supervisor has ended no pass for 61 s\n"));
    }

    [Fact]
    public void A_loop_whose_passes_only_fail_is_named_and_asks_for_no_other_start()
    {
        var page = HealthPages.Health([new("canary watch", 61.2, IsLate: true, 30, "RedisUnavailableException"), new("redis", 0, IsLate: false, 0, null)]);

        page.ShouldBe(new(200, "ok: 2 loops run\nlate: canary watch, no good pass for 61 s\n"));
    }

    [Fact]
    public void Each_dependency_is_named_and_what_does_not_serve_comes_first_with_its_reason()
    {
        var page = HealthPages.Readiness([new("redis"), new("environment DEV", "the database does not answer"), new("gemini")]);

        page.ShouldBe(new(503, "not ready: environment DEV: the database does not answer\nready: redis\nready: gemini\n"));
        HealthPages.Readiness([new("redis")]).ShouldBe(new(200, "ready: redis\n"));
    }

    [Fact]
    public void An_answer_is_bounded_and_shows_no_controls()
    {
        var page = HealthPages.Readiness([.. Enumerable.Range(0, 1000).Select(_ => new Dependency("redis", "\u001b[2J" + new string('x', 100_000)))]);

        page.Text.Length.ShouldBeLessThan(60_000);
        page.Text.ShouldNotContain('\u001b');
    }
}
