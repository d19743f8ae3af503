using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations.Status;
using Workers.Redis;
using Workers.Steering;
using Workers.Supervisor.Peers;
using Workers.Support;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>Pauses and limits that are ordered from a page: by operators alone, within the bounds, as far as their key reaches, and written down.</summary>
public sealed class LimitsPagesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly string _prefix = redis.NewPrefix();
    private WebWorld _world = null!;
    private PageVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis, ("REGISTRE_ACCOUNTS", "12A3456:simulateur"), ("REDIS_KEY_PREFIX", _prefix));
        _visitor = new(_world.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task An_environment_is_paused_for_a_time_and_goes_on_when_it_is_taken_back()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        var form = await _visitor.FieldsAsync("/limits", "/limits/pause");

        (await _visitor.PostAsync("/limits/pause", [.. form, ("subject", "env dev"), ("for", "2h"), ("why", "the site is slow")])).Location.ShouldBe("/limits?done=pause");

        (await _world.Dev.ReadAsync<string>("select concat_ws('|', verb, subject, until - ordered_at, why, ordered_by like 'key % (a test)') from steering")).ShouldBe("pause|env dev|02:00:00|the site is slow|t");
        var shown = (await _visitor.GetAsync("/limits?done=pause")).Said;
        shown.ShouldContain("En pause\u00A0: l’environnement DEV");
        shown.ShouldContain("the site is slow");
        (await _visitor.PostAsync("/limits/resume", await _visitor.FieldsAsync("/limits", "/limits/resume"))).Location.ShouldBe("/limits?done=resume");
        (await _world.Dev.ReadAsync<bool>("select is_lifted from steering")).ShouldBeTrue();
        (await _visitor.GetAsync("/limits")).Said.ShouldContain("Rien n’est ordonné");
        (await _world.Dev.ListAsync<string>("select verb from access_calls where status = 200 and verb <> 'sign_in' order by opened_at")).ShouldBe(["pause", "resume"]);
    }

    [Fact]
    public async Task What_concerns_every_environment_needs_a_key_of_the_first_that_is_served()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        var fields = await _visitor.FieldsAsync("/limits", "/limits/pause");
        (await _visitor.GetAsync("/limits")).Text.ShouldNotContain("action=\"/limits/set\"");
        foreach (var (kind, subject, verb) in new[] { ("pause", "buying", ""), ("pause", "env staging", ""), ("pause", "account 12A3456", ""), ("set", "GEMINI_MAX_RPM", ""), ("reset", "GEMINI_MAX_RPM", ""), ("resume", "buying", "pause"), ("resume", "", "drain") })
        {
            (string, string)[] form = [.. fields.Where(field => field.Name is "token"), ("order", Guid.NewGuid().ToString("N")), ("subject", subject), ("verb", verb), ("value", "800"), ("for", "2h"), ("why", "a test")];
            (await _visitor.PostAsync($"/limits/{kind}", form)).Status.ShouldBe(HttpStatusCode.Conflict, $"{kind} {subject}");
        }

        (await _world.Dev.ReadAsync<long>("select count(*) from steering")).ShouldBe(0);
        using var first = new PageVisitor(_world.Address);
        await first.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        var paused = await first.FieldsAsync("/limits", "/limits/pause");
        (await first.PostAsync("/limits/pause", [.. paused, ("subject", "account 12A3456"), ("for", ""), ("why", "locked")])).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await _world.Dev.ReadAsync<bool>("select until is null and subject = 'account 12A3456' from steering")).ShouldBeTrue("every database keeps it");
    }

    [Fact]
    public async Task What_a_daemon_of_the_same_Redis_serves_is_concerned_although_it_is_not_configured_here()
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = _prefix };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        (await _visitor.GetAsync("/limits")).Text.ShouldContain("action=\"/limits/set\"");
        (string, string)[] form = [.. (await _visitor.FieldsAsync("/limits", "/limits/pause")).Where(field => field.Name is "token"), ("for", "2h"), ("why", "a test")];
        await new DaemonDirectory(gateway, new(options)).ShowAsync(StatusReports.Daemon(), new(null, default, [], [], [], TimeSpan.Zero, default), CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromSeconds(4));

        var refused = await _visitor.PostAsync("/limits/pause", [.. form, ("order", Guid.NewGuid().ToString("N")), ("subject", "buying")]);

        (refused.Status, refused.Text.Contains("action=\"/limits/set\"", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.Conflict, false));
        refused.Said.ShouldContain("a key of PROD");
        (await _visitor.PostAsync("/accounts/release", [.. form, ("order", Guid.NewGuid().ToString("N")), ("account", "12A3456")])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _visitor.PostAsync("/limits/pause", [.. form, ("order", Guid.NewGuid().ToString("N")), ("subject", "env staging")])).Status.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public void Where_Redis_does_not_tell_whom_an_order_concerns_a_key_reaches_its_own_environment_alone()
    {
        var served = OrderReach.Served([TargetEnvironment.Prod], StatusReports.Calm with { Fault = "away", Daemons = [] });

        served.ShouldBeNull();
        OrderReach.Reaches(TargetEnvironment.Prod, served, SteeringVerb.Pause, PauseSubject.Environment(TargetEnvironment.Prod)).ShouldBeTrue();
        OrderReach.Reaches(TargetEnvironment.Prod, served, SteeringVerb.Pause, PauseSubject.Buying).ShouldBeFalse();
        OrderReach.Reaches(TargetEnvironment.Prod, served, SteeringVerb.Set, "WORKER_COUNT").ShouldBeFalse();
        var away = StatusReports.Daemon() with { Serves = [], Disabled = new Dictionary<string, string> { ["PROD"] = "its database is away" } };
        OrderReach.Served([TargetEnvironment.Dev], StatusReports.Calm with { Daemons = [away] }).ShouldBe([TargetEnvironment.Prod, TargetEnvironment.Dev]);
    }

    [Fact]
    public async Task A_limit_is_set_within_its_bounds_and_what_is_out_of_them_is_told_with_what_was_typed()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        foreach (var (value, lasts, why) in new[] { ("0", "2h", "a test"), ("<b>", "2h", "a test"), ("800", "2 weeks", "a test"), ("800", "2h", "") })
        {
            var refused = await _visitor.PostAsync("/limits/set", [.. await _visitor.FieldsAsync("/limits", "/limits/set"), ("subject", "GEMINI_MAX_RPM"), ("value", value), ("for", lasts), ("why", why)]);
            refused.Status.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.BadRequest);
            refused.Said.ShouldContain("Rien n’a été ordonné");
            refused.Said.ShouldContain($"value=\"{value}\"");
            refused.Text.ShouldNotContain("<b>\"");
        }

        (await _visitor.PostAsync("/limits/set", [.. await _visitor.FieldsAsync("/limits", "/limits/set"), ("subject", "WEB_LISTEN"), ("value", "1"), ("for", ""), ("why", "x")])).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _world.Staging.ReadAsync<long>("select count(*) from steering")).ShouldBe(0);
        (await _visitor.PostAsync("/limits/set", [.. await _visitor.FieldsAsync("/limits", "/limits/set"), ("subject", "GEMINI_MAX_RPM"), ("value", "800"), ("for", "1d"), ("why", "others read today")])).Location.ShouldBe("/limits?done=set");
        (await _world.Staging.ReadAsync<string>("select concat_ws('|', verb, subject, value, until - ordered_at) from steering")).ShouldBe("set|GEMINI_MAX_RPM|800|1 day");
        (await _visitor.PostAsync("/limits/reset", await _visitor.FieldsAsync("/limits", "/limits/reset"))).Location.ShouldBe("/limits?done=reset");
        (await _world.Staging.ListAsync<string>("select verb from access_calls where status = 200 and verb <> 'sign_in' order by opened_at")).ShouldBe(["set", "set_reset"]);
        (await _world.Staging.ReadAsync<long>("select count(*) from access_calls where status = 409")).ShouldBeGreaterThan(0, "what was refused is written down, too");
    }

    [Theory]
    [InlineData("dev", "env dev", true)]
    [InlineData("dev", "env prod", false)]
    [InlineData("dev", "buying", false)]
    [InlineData("prod", "buying", true)]
    [InlineData("prod", "env dev", true)]
    public void A_key_reaches_as_far_as_its_environment(string environment, string subject, bool reaches)
    {
        TargetEnvironments.TryParse(environment, out var own).ShouldBeTrue();

        OrderReach.Reaches(own, [TargetEnvironment.Prod, TargetEnvironment.Dev], SteeringVerb.Pause, subject).ShouldBe(reaches);
        OrderReach.Reaches(own, [own], SteeringVerb.Set, "WORKER_COUNT").ShouldBeTrue("nobody else is concerned");
        OrderReach.Reaches(own, [TargetEnvironment.Prod, TargetEnvironment.Dev], SteeringVerb.Set, subject).ShouldBe(own is TargetEnvironment.Prod);
    }
}
