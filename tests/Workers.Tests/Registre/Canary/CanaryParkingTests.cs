using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Cli.Status;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Operations.Status;
using Workers.Redis;
using Workers.Registre.Recognition;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Canary;

/// <summary>What a finding in Redis does to a daemon: no site and no browser is needed for it.</summary>
public sealed class CanaryParkingTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly RegistreOptions Options = new() { BaseUrl = new("http://127.0.0.1:1/"), Accounts = PurchaseBench.Accounts("12A3456:simulateur"), LoginInterval = TimeSpan.Zero };
    private static readonly SiteShape Seen = SiteShape.Of([new(WalkPlaces.Login, PageKind.Login, [])]);

    private readonly PurchaseBench _bench = new(postgres, redis);
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;
    private CanaryMemory _memory = null!;

    public async ValueTask InitializeAsync()
    {
        await _bench.OpenAsync();
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        _keys = new(options);
        _memory = new(_gateway, _keys, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"pages": null}""")]
    [InlineData("""{"pages": [{"place": "login", "kind": "Hologram", "parts": []}]}""")]
    public async Task Half_a_shape_and_one_in_the_words_of_another_version_are_none(string kept)
    {
        await _gateway.SetAsync(_keys.CanaryShape, kept, null, CancellationToken.None);
        await _gateway.SetAsync(_keys.CanaryFinding, kept, null, CancellationToken.None);

        (await _memory.ReadGoodAsync(CancellationToken.None)).ShouldBeNull();
        (await _memory.ReadFindingAsync(CancellationToken.None)).ShouldNotBeNull().Why.ShouldBe("a finding that cannot be read");
    }

    [Fact]
    public async Task A_document_that_waits_at_1_keeps_its_attempts_while_a_finding_stands()
    {
        await _bench.EmployAsync(Options);
        await ParkAsync();

        var outcomes = new List<JobOutcome> { await _bench.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "1426900", maxAttempts: 1)) };
        outcomes.AddRange([await _bench.RunNextAsync(), await _bench.RunNextAsync()]);

        outcomes.ShouldAllBe(outcome => ((JobOutcome.HandedBack)outcome).Why.Contains("select selcircnfoncr is gone"));
        (await _bench.Database.ReadAsync<string>("select status_id || ' ' || attemtps from extraction_queue")).ShouldBe("1 0");

        await _memory.AcceptAsync(Seen, CancellationToken.None);
        await _bench.ProbeParkedAsync();

        _bench.Parking.Own.ShouldBeEmpty();
        using var job = await _bench.ClaimAsync();
        job.Job.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task A_finding_is_the_first_line_of_status_with_its_next_step()
    {
        await ParkAsync();
        var report = StatusReports.Calm with { Daemons = [StatusReports.Daemon() with { Parked = _bench.Parking.Own }] };
        using var output = new StringWriter();

        PageWriter.WritePlain(output, StatusPage.Of(report), ["something else"], report.Parked);

        output.ToString().Split('\n')[0].ShouldMatch(
            @"^! DEV: buying is parked since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ until a walk finds the old shape, or 'canary accept' says that this one is right: "
            + @"The registry's site has changed \(found 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ, 0 min ago\): search index: select selcircnfoncr is gone\. Look with 'canary'; .* \(vm\)$");
    }

    [Fact]
    public async Task A_later_finding_keeps_since_when_it_is_and_its_new_words_are_shown()
    {
        await ParkAsync();
        var since = (await _memory.ReadFindingAsync(CancellationToken.None))!.Since;

        await _memory.KeepAsync(new(Seen, ["login: button btnsoumt is gone"], IsFirst: false, IsWhole: true), CancellationToken.None);
        await _bench.ProbeParkedAsync();

        _bench.Parking.Own.ShouldHaveSingleItem().Why.ShouldStartWith($"The registry's site has changed (found {since.UtcDateTime:u}, 0 min ago): login: button btnsoumt is gone. ");
        (await _memory.ReadFindingAsync(CancellationToken.None))!.Since.ShouldBe(since);
    }

    [Theory]
    [InlineData(59, "59 min")]
    [InlineData(2879, "47 h")]
    [InlineData(4321, "3 days")]
    [InlineData(-5, "0 min")]
    public void How_long_a_finding_stands_is_said(int minutes, string age)
    {
        CanaryFinding finding = new(new(2026, 3, 20, 11, 0, 0, TimeSpan.Zero), "abc", "login: button btnsoumt is gone");

        finding.Describe(finding.Since.AddMinutes(minutes)).ShouldStartWith($"The registry's site has changed (found 2026-03-20 11:00:00Z, {age} ago): login: ");
    }

    [Fact]
    public async Task A_finding_is_told_once_and_again_after_hours_or_with_other_words()
    {
        var clock = new MovedTime();
        var memory = new CanaryMemory(_gateway, _keys, clock);
        CanaryVerdict form = new(Seen, ["search index: select selcircnfoncr is gone"], IsFirst: false, IsWhole: true);

        (await memory.KeepAsync(form, CancellationToken.None)).ShouldBeTrue();
        clock.Now += TimeSpan.FromMinutes(15);
        (await memory.KeepAsync(form, CancellationToken.None)).ShouldBeFalse();
        (await memory.KeepAsync(form with { Differences = ["login: the page is gone"] }, CancellationToken.None)).ShouldBeTrue();
        clock.Now += CanaryFinding.ToldAgain - TimeSpan.FromMinutes(1);
        (await memory.KeepAsync(form with { Differences = ["login: the page is gone"] }, CancellationToken.None)).ShouldBeFalse();
        clock.Now += TimeSpan.FromMinutes(1);
        (await memory.KeepAsync(form with { Differences = ["login: the page is gone"] }, CancellationToken.None)).ShouldBeTrue();
        (await memory.ReadFindingAsync(CancellationToken.None))!.Since.ShouldBe(MovedTime.Start);
    }

    [Fact]
    public async Task A_site_that_leads_back_to_its_login_is_a_finding_after_as_many_walks_in_a_row()
    {
        WalkResult outside = new(Seen, "search index: the site leads back to its login: Veuillez vous identifier", IsAtLogin: true);

        await HinderedAsync("1 of 3");
        (await _memory.JudgeAsync(new(Seen, null), CancellationToken.None)).Differences.ShouldBeEmpty();
        await HinderedAsync("1 of 3");
        await HinderedAsync("2 of 3");
        (await _memory.JudgeAsync(outside, CancellationToken.None)).ShouldSatisfyAllConditions(
            found => found.Differences.ShouldHaveSingleItem().ShouldStartWith("search index: the site leads back to its login"), found => found.IsWhole.ShouldBeFalse());

        async Task HinderedAsync(string times)
        {
            var hindrance = await Should.ThrowAsync<RegistreFailure>(_memory.JudgeAsync(outside, CancellationToken.None));
            (hindrance.Fault, hindrance.Message.Contains(times, StringComparison.Ordinal)).ShouldBe((RegistreFault.SessionExpired, true), hindrance.Message);
        }
    }

    private sealed class MovedTime : TimeProvider
    {
        public static readonly DateTimeOffset Start = new(2026, 3, 20, 11, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Another daemon's walk found something, and this one looks.</summary>
    private async Task ParkAsync()
    {
        await _memory.KeepAsync(new(Seen, ["search index: select selcircnfoncr is gone"], IsFirst: false, IsWhole: true), CancellationToken.None);
        var walk = new SiteWalk(Options, _bench.LeasesOf(Options), TimeProvider.System, NullLogger<SiteWalk>.Instance);
        await new CanaryLoop(
            Options, walk, _memory, new([new AnsweringFunctions("[]")]), _bench.Parking, Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<CanaryLoop>.Instance)
            .WatchAsync(CancellationToken.None);
    }
}
