using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.OtherRegistre;
using Simulators.Registre;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Canary;

/// <summary>The daily walk with a real browser and the real Redis.</summary>
[Collection(RegistreCollection.Name)]
public sealed class CanaryTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Login = "12A3456:simulateur";

    private readonly MorningTime _morning = new();
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    private CanaryMemory Memory => new(_gateway, _keys, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, _keys);
    }

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task A_renamed_form_parks_buying_alone_on_every_daemon_until_a_walk_finds_the_old_one_or_it_is_accepted()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new("12A3456", "simulateur")] });
        var daemon = Daemon(site.BaseUrl, Login);
        site.Faults.Switch(new(FaultName.RenamedForm));
        await daemon.Loop.WalkAsync(CancellationToken.None);
        daemon.Lot.Own.ShouldHaveSingleItem();
        (await Memory.ReadGoodAsync(CancellationToken.None)).ShouldBeNull();

        site.Faults.Clear();
        _morning.NextDay();
        await daemon.Loop.WalkAsync(CancellationToken.None);
        await ProbeAsync(daemon);
        daemon.Lot.Own.ShouldBeEmpty();
        (await Memory.ReadGoodAsync(CancellationToken.None)).ShouldNotBeNull().Pages.Select(page => page.Place)
            .ShouldBe(["entrance", "invoices", "login", "search acte", "search index", "search plan", "welcome"], ignoreOrder: true);

        _morning.NextDay();
        site.Faults.Switch(new(FaultName.RenamedForm));
        await daemon.Loop.WalkAsync(CancellationToken.None);

        var parked = daemon.Lot.Own.ShouldHaveSingleItem();
        (parked.Stage, parked.Cause).ShouldBe((JobStage.Download, ParkingCause.SiteShape));
        parked.Describe().ShouldContain("search index: ");
        parked.Describe().ShouldContain("select selcircnfoncr is gone");
        parked.Describe().ShouldContain("canary accept");
        daemon.Lot.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldBeNull();
        var restarted = Daemon(site.BaseUrl, Login, at: null);
        await restarted.Loop.WatchAsync(CancellationToken.None);
        restarted.Lot.Find(TargetEnvironment.Dev, JobStage.Download).ShouldNotBeNull();

        var walked = await daemon.Walk.RunAsync(CancellationToken.None);
        await Memory.AcceptAsync(walked.Seen, CancellationToken.None);
        await ProbeAsync(daemon);
        await ProbeAsync(restarted);

        daemon.Lot.Own.ShouldBeEmpty();
        restarted.Lot.Own.ShouldBeEmpty();
        CanaryVerdict.Of(walked, await Memory.ReadGoodAsync(CancellationToken.None)).Differences.ShouldBeEmpty();
        site.Sessions.Live().ShouldBeEmpty();
        site.Bill.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_page_that_leads_back_to_the_login_morning_after_morning_is_a_finding()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new("12A3456", "simulateur")] });
        var daemon = Daemon(site.BaseUrl, Login);
        site.Faults.Switch(new(FaultName.Logout) { At = Step.Search });
        for (var morning = 1; morning < CanaryMemory.MostAtLogin; morning++)
        {
            await daemon.Loop.WalkAsync(CancellationToken.None);
            daemon.Lot.Own.ShouldBeEmpty();
            _morning.NextDay();
        }

        await daemon.Loop.WalkAsync(CancellationToken.None);

        daemon.Lot.Own.ShouldHaveSingleItem().Describe().ShouldContain("search index: the site leads back to its login");
    }

    [Fact]
    public async Task A_closed_site_is_no_finding_and_of_two_daemons_one_walks_a_day()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new("12A3456", "simulateur")] });
        var daemon = Daemon(site.BaseUrl, Login);
        site.Faults.Switch(new(FaultName.Maintenance));

        await daemon.Loop.WalkAsync(CancellationToken.None);
        daemon.Lot.Own.ShouldBeEmpty();
        (await Memory.ReadFindingAsync(CancellationToken.None)).ShouldBeNull();

        // Another walk waits for its quarter of an hour; then it is made, and no further one.
        site.Faults.Clear();
        await daemon.Loop.WalkAsync(CancellationToken.None);
        (await Memory.ReadGoodAsync(CancellationToken.None)).ShouldBeNull();
        await _gateway.DeleteAsync(_keys.CanaryDay("2026-03-20"), CancellationToken.None);
        await Task.WhenAll(daemon.Loop.WalkAsync(CancellationToken.None), Daemon(site.BaseUrl, Login).Loop.WalkAsync(CancellationToken.None));
        (await _gateway.HashGetAllAsync(_keys.AccountLogins, CancellationToken.None))["12A3456"].ShouldEndWith(" 1");
        (await Memory.ReadGoodAsync(CancellationToken.None)).ShouldNotBeNull();
        (await Memory.TakeAsync("2026-03-20", CancellationToken.None)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("Mixed 1")]
    [InlineData("Mixed 2")]
    [InlineData("Mixed 3")]
    public async Task A_site_that_stayed_as_it_was_has_no_difference_and_nothing_is_billed_or_sent(string name)
    {
        var shape = name is "Default" ? OtherShape.Default : OtherShape.Mixed(int.Parse(name[6..], System.Globalization.CultureInfo.InvariantCulture));
        await using var site = await OtherSite.StartAsync(shape, null);
        var daemon = Daemon(site.Address, $"{OtherSite.Notary.Code}:{OtherSite.Notary.Password}");

        var first = await WalkAsync(daemon);
        first.Differences.ShouldBeEmpty($"{shape}");
        var second = await WalkAsync(daemon);

        second.Differences.ShouldBeEmpty($"{shape}");
        (second.IsFirst, second.Seen.Hash).ShouldBe((false, first.Seen.Hash), $"{shape}");
        site.Bill.ShouldBeEmpty();
        site.CopiesOrdered.ShouldBeEmpty();
        site.Requests.ShouldNotContain(request => request.Step == OtherStep.Submit || request.Step == OtherStep.Choose || request.Step == OtherStep.Confirm);
        second.Seen.Pages.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    private async Task<CanaryVerdict> WalkAsync((CanaryLoop Loop, SiteWalk Walk, ParkingLot Lot, LeapingTime Clock) daemon)
    {
        var verdict = CanaryVerdict.Of(await daemon.Walk.RunAsync(CancellationToken.None), await Memory.ReadGoodAsync(CancellationToken.None));
        TestContext.Current.TestOutputHelper?.WriteLine($"{verdict.Seen}");
        await Memory.KeepAsync(verdict, CancellationToken.None);
        return verdict;
    }

    private static Task ProbeAsync((CanaryLoop Loop, SiteWalk Walk, ParkingLot Lot, LeapingTime Clock) daemon)
    {
        daemon.Clock.Leap(ParkingLot.Longest);
        return daemon.Lot.RunOnceAsync(CancellationToken.None);
    }

    private (CanaryLoop Loop, SiteWalk Walk, ParkingLot Lot, LeapingTime Clock) Daemon(Uri address, string accounts, string? at = "06:30")
    {
        var time = at is not null && QuebecTime.TryParse(at, out var read) ? read : null;
        var options = new RegistreOptions
        {
            BaseUrl = address,
            Accounts = PurchaseBench.Accounts(accounts),
            LoginInterval = TimeSpan.Zero,
            PageTimeout = TimeSpan.FromSeconds(10),
            SelectTimeout = TimeSpan.FromSeconds(8),
            CanaryAt = time,
        };
        var leases = new AccountLeases(options, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        var walk = new SiteWalk(options, leases, new HurriedTime(), NullLogger<SiteWalk>.Instance);
        var clock = new LeapingTime();
        var lot = new ParkingLot(clock, NullLogger<ParkingLot>.Instance);
        var loop = new CanaryLoop(
            options, walk, Memory, new([new AnsweringFunctions("[]")]), lot, Loops.On(TimeProvider.System), _morning, NullLogger<CanaryLoop>.Instance);
        return (loop, walk, lot, clock);
    }

    /// <summary>The pauses between two looks are a tenth as long; the bounds of a step are what they are.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(1) ? dueTime / 10 : dueTime, period);
    }

    /// <summary>07:00 in Quebec.</summary>
    private sealed class MorningTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 20, 11, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void NextDay() => _now += TimeSpan.FromDays(1);
    }
}
