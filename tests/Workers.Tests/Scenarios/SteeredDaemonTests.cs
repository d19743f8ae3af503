using System.Globalization;
using Shouldly;
using Simulators.OtherRegistre;
using Simulators.Registre;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Registre;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon under orders of an operator, with real servers that forget and kills that nobody foresaw. <c>TEST_REBOOTS=100</c> kills it so often.</summary>
public sealed class SteeredDaemonTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly int Reboots = int.TryParse(Environment.GetEnvironmentVariable("TEST_REBOOTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 10;

    [Fact]
    public async Task While_buying_is_paused_nothing_is_bought_whatever_is_killed_or_forgotten_and_resumed_it_goes_on()
    {
        await using var site = await OtherSite.StartAsync(accounts: [new("30N4417", "Erable-1904")]);
        await using var world = await BuyersWorld.StartAsync(postgres, site.Address, ["30N4417:Erable-1904"], 1);
        var daemon = world.StartDaemon();
        await daemon.WaitForAsync("Serving", Soon);
        (await world.RunAsync("pause", "buying", "--why", "a test")).ExitCode.ShouldBe(ExitCode.Success);
        await daemon.WaitForAsync("Ordered: buying is paused", Soon);

        await world.EnqueueAsync(Documents(2));
        await RedisText.CommandAsync(world.Redis.Port, "FLUSHALL");
        await daemon.WaitForAsync("1 orders of operators were brought to Redis", Soon);
        (await world.RunAsync("explain", (await world.Database.ListAsync<Guid>("select id from extraction_queue limit 1"))[0].ToString())).Text.ShouldContain("buying is paused since");

        daemon.Kill();
        await daemon.WaitForExitAsync(Soon);
        await daemon.DisposeAsync();
        await world.Redis.RestartEmptyAsync();

        daemon = world.StartDaemon();
        await daemon.WaitForAsync("Serving", Soon);
        await daemon.WaitForAsync("Ordered: buying is paused", Soon);
        (await world.RunAsync("status")).Text.ShouldContain("! buying is paused since");
        daemon.Log.ShouldNotContain("started (attempt");
        site.Bill.ShouldBeEmpty();
        (await world.CountWaitingAsync()).ShouldBe(2);
        (await world.Database.ReadAsync<long>("select count(*) from job_events where kind = 'claimed'")).ShouldBe(0);

        (await world.RunAsync("resume", "buying")).ExitCode.ShouldBe(ExitCode.Success);
        await daemon.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, Soon);
        site.Bill.Count.ShouldBe(2, daemon.Log);
        await daemon.DisposeAsync();
    }

    [Fact]
    public async Task What_is_paused_while_a_document_is_about_to_be_paid_for_is_not_paid_for_and_loses_no_attempt()
    {
        var document = Documents(1)[0];
        await using var site = await OtherSite.StartAsync(accounts: [new("30N4417", "Erable-1904")]);
        await using var world = await BuyersWorld.StartAsync(postgres, site.Address, ["30N4417:Erable-1904"], 1);
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("Serving", Soon);
        // Logging in and searching take far longer than an order needs to be seen.
        await world.EnqueueAsync([document]);
        await daemon.WaitForAsync("started (attempt 1)", Soon);
        await world.Redis.SteerAsync(Steer.Pause("account 30N4417"));
        await daemon.WaitForAsync("Ordered: account 30N4417 is paused", Soon);
        await daemon.WaitForAsync("HandedBack in", Soon);

        site.Bill.ShouldBeEmpty(daemon.Log);
        (await world.Database.ReadAsync<int>("select attemtps::int from extraction_queue")).ShouldBe(0);
        await world.Redis.SteerAsync(Steer.Lift(Steer.Pause("account 30N4417")));
        await daemon.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, Soon);
        site.Bill.Count.ShouldBe(1, daemon.Log);
    }

    [Fact]
    public async Task Killed_at_the_advised_moment_again_and_again_no_purchase_is_uncertain_and_none_is_paid_twice()
    {
        var documents = new MixedDocuments(3 * Reboots);
        Account[] accounts = [new("12A3456", "simulateur"), new("34B5678", "simulateur"), new("56C7890", "simulateur")];
        await using var site = await RegistreSite.StartAsync(new() { Accounts = accounts });
        site.Catalogue.Add(documents.Held);
        await using var world = await BuyersWorld.StartAsync(postgres, site.BaseUrl, accounts.Select(account => $"{account.Code}:{account.Password}"), workers: 3);
        await world.EnqueueAsync(documents.Asked);
        var (random, waited, inDoubt) = (new Random(20261129), 0, 0L);
        for (var reboot = 0; reboot < Reboots; reboot++)
        {
            await using var daemon = world.StartDaemon();
            await daemon.WaitForAsync("Serving", Soon);
            var lines = random.Next(0, 120);
            await daemon.WaitForAsync(async _ => lines-- <= 0 || await world.CountWaitingAsync() == 0, Soon);
            waited += await AdviseAsync(world, daemon);
            daemon.Kill();
            await daemon.WaitForExitAsync(Soon);
            inDoubt += await world.Database.ReadAsync<long>("select count(*) from registre_consultations where state in ('submitting', 'uncertain')");
            await world.Redis.SteerAsync([.. (await world.Redis.OrdersAsync()).Select(Steer.Lift)]);
        }

        await using var last = world.StartDaemon();
        await last.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, TimeSpan.FromSeconds(60 + (20 * Reboots)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Reboots} reboots, {waited} of them waited for a paid step to end; {site.Bill.All().Count} bought");
        inDoubt.ShouldBe(0, "at the advised moment no request is on its way");
        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue where outcome = 'purchase_uncertain'")).ShouldBe(0, last.Log);
        site.Bill.All().Select(line => line.Document.Key).ShouldBe(documents.Held.Select(document => document.ToPaper().Key), ignoreOrder: true, last.Log);
    }

    [Fact]
    public async Task An_order_to_stop_when_safe_is_followed_to_the_end_of_every_daemon()
    {
        await using var site = await OtherSite.StartAsync(accounts: [new("30N4417", "Erable-1904")]);
        await using var world = await BuyersWorld.StartAsync(postgres, site.Address, ["30N4417:Erable-1904"], 1);
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("Serving", Soon);
        await world.EnqueueAsync(Documents(2));
        await daemon.WaitForAsync("started (attempt 1)", Soon);

        var (exitCode, text) = await world.RunAsync("stop", "--when-safe", "--wait", "80s");

        exitCode.ShouldBe(ExitCode.Success, text);
        text.ShouldContain("no paid step in flight, and no new one begins: it may be stopped");
        text.TrimEnd().ShouldEndWith(": stopped");
        (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        daemon.Log.ShouldContain("An operator's order counts as a signal");
        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 2")).ShouldBe(0);
        (await world.Database.ReadAsync<long>("select count(*) from steering_events where verb = 'stop'")).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_manager_hears_when_the_daemon_is_ready_what_it_does_that_it_lives_and_that_it_stops(bool isAbstract)
    {
        await using var site = await OtherSite.StartAsync(accounts: [new("30N4417", "Erable-1904")]);
        await using var world = await BuyersWorld.StartAsync(postgres, site.Address, ["30N4417:Erable-1904"], 1);
        using var socket = new NotifySocket(isAbstract ? $"@workers-{Guid.NewGuid():N}" : Path.Combine(world.Folder, "notify"));
        world.Settings["NOTIFY_SOCKET"] = socket.Name;
        world.Settings["WATCHDOG_USEC"] = "2000000";
        await using var daemon = world.StartDaemon();
        // Long beside the pace of the daemon's reports: the paid step is in flight in at least one of them.
        site.Arm(OtherFault.Slow, OtherStep.Submit, delay: TimeSpan.FromSeconds(6));

        await socket.WaitForAsync(text => text.Contains("READY=1", StringComparison.Ordinal));
        socket.Heard[0].ShouldStartWith("EXTEND_TIMEOUT_USEC=");
        daemon.Log.ShouldContain("Serving");
        await socket.WaitForAsync(text => text.Contains("STATUS=serves DEV; 0 documents run; no paid step in flight", StringComparison.Ordinal));
        await world.EnqueueAsync(Documents(1));
        await socket.WaitForAsync(text => text.Contains("STATUS=serves DEV; 1 document runs; 1 paid step in flight, unknown for how long (0 measured)", StringComparison.Ordinal));
        var heard = socket.Heard.Count;
        await socket.WaitForAsync(text => text.Contains("WATCHDOG=1", StringComparison.Ordinal), heard);

        daemon.Terminate();
        (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        await socket.WaitForAsync(text => text.Contains("STOPPING=1", StringComparison.Ordinal));
        await socket.WaitForAsync(text => text.Contains("STATUS=stopping; ", StringComparison.Ordinal));
    }

    /// <summary>Holds new paid steps back, as <c>stop --when-safe</c> does, and waits until the daemon says that none is in flight.</summary>
    /// <returns>1 when a paid step had to be waited for, else 0.</returns>
    private static async Task<int> AdviseAsync(BuyersWorld world, DaemonProcess daemon)
    {
        var hold = Steer.Pause("buying");
        await world.Redis.SteerAsync(hold);
        var waited = 0;
        using var bound = new CancellationTokenSource(Soon);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var own = (await world.Redis.ReportsAsync()).Find(report => report.Slots.Any(slot => slot.WorkerId.Contains($"-{daemon.Id}-", StringComparison.Ordinal)));
            if (own?.Steering?.InForce.Any(order => order.Id == hold.Id) is true)
            {
                if (own.Paid!.InFlight == 0)
                {
                    return waited;
                }

                waited = 1;
            }

            await pace.WaitForNextTickAsync(bound.Token);
        }
    }

    private static List<Jobs.NewDocument> Documents(int most) => [.. new[]
    {
        OtherWorld.Find(DocumentKind.Index, "Montréal", "2784159"),
        OtherWorld.Find(DocumentKind.Acte, "Laval", "10854077", "Acte"),
        OtherWorld.Find(DocumentKind.Index, "La Prairie", "2090118"),
        OtherWorld.Find(DocumentKind.Acte, "Montréal", "18442907", "Radiation"),
        OtherWorld.Find(DocumentKind.Index, "Arthabaska", "4475201"),
        OtherWorld.Find(DocumentKind.Acte, "Sainte-Anne-des-Monts", "11917758", "Acte"),
    }.Take(most).Select(OtherWorld.Ask)];
}
