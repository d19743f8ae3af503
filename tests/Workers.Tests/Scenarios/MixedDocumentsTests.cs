using System.Globalization;
using Shouldly;
using Simulators.Chaos;
using Simulators.Registre;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>
/// Two daemons with two workers each, three accounts and a registry at which every fifth document meets a fault: the bill is exact, accounts are treated
/// politely, and nothing stays behind. A run takes two dozen documents; <c>TEST_DOCUMENTS=200</c> takes as many.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class MixedDocumentsTests(PostgresFixture postgres)
{
    private const int Usual = 24;

    /// <summary>How much later than it was allowed a login may arrive at the site.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LoginInterval = TimeSpan.FromSeconds(8);
    private static readonly Account[] Accounts = [new("12A3456", "simulateur"), new("34B5678", "simulateur"), new("56C7890", "simulateur")];

    [Fact]
    public async Task Two_daemons_buy_a_mixture_with_faults_each_document_once_and_leave_nothing_behind()
    {
        var count = CountOf(Environment.GetEnvironmentVariable("TEST_DOCUMENTS"));
        var documents = new MixedDocuments(count);
        await using var site = await RegistreSite.StartAsync(new() { Accounts = Accounts });
        site.Catalogue.Add(documents.Held);
        documents.Struck.ForEach(site.Faults.Switch);
        await using var world = await BuyersWorld.StartAsync(postgres, site.BaseUrl, Accounts.Select(account => $"{account.Code}:{account.Password}"), workers: 2);
        world.Settings["REGISTRE_LOGIN_INTERVAL_SECONDS"] = LoginInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        world.Settings["REGISTRE_DOWNLOAD_START_SECONDS"] = "3";
        await world.EnqueueAsync(documents.Asked);
        var began = TimeProvider.System.GetTimestamp();
        await using var first = world.StartDaemon();
        await using var second = world.StartDaemon();

        var bound = Soon + TimeSpan.FromSeconds(5 * count);
        await DaemonProcess.WaitForAnyAsync(async () => await world.CountWaitingAsync() == 0, bound, first, second);
        var took = TimeProvider.System.GetElapsedTime(began);
        var uncertain = await world.Database.ListAsync<string>("select id::text from extraction_queue where outcome = 'purchase_uncertain'");
        if (uncertain.Count > 0)
        {
            // The requests that were cut off before they billed: an operator says that they may be bought.
            var (exitCode, text) = await world.RunAsync(["retry", .. uncertain, "--yes", "--allow-repurchase"]);
            exitCode.ShouldBe(ExitCode.Success, text);
            await DaemonProcess.WaitForAnyAsync(async () => await world.CountWaitingAsync() == 0, bound, first, second);
        }

        var logs = $"{first.Log}\n\n{second.Log}";
        await StopAsync(world, first, second);
        var ends = await world.Database.ListAsync<string>("select concat_ws(' ', status_id, outcome, count(*)) from extraction_queue group by status_id, outcome order by 1");
        var bill = site.Bill.All();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{documents.Asked.Count} asked, {documents.Struck.Count} faults, {took.TotalSeconds:0} s; ends: {string.Join(", ", ends)}; uncertain {uncertain.Count}; bill {bill.Count} lines, {bill.Sum(line => line.Price)} CAD; logins {site.Sessions.Opened().Count}"));

        site.Faults.On().ShouldBeEmpty();
        ends.ShouldBe([$"3 {documents.Asked.Count - (count / 12)}", $"5 not_found {count / 12}"], logs);
        bill.Select(line => line.Document.Key).ShouldBe(documents.Held.Select(document => document.ToPaper().Key), ignoreOrder: true, logs);
        (await world.Database.ReadAsync<decimal>("select sum(price_cad) from registre_consultations")).ShouldBe(bill.Sum(line => line.Price), logs);
        (await world.Database.ReadAsync<long>("select count(*) from registre_consultations where state = 'stored'")).ShouldBe(bill.Count, logs);
        site.Sessions.Displaced.ShouldBe(0, logs);
        var logged = site.Sessions.Opened();
        world.Settings["REGISTRE_LOGIN_INTERVAL_SECONDS"] = "0";
        var (differs, compared) = await world.RunAsync("invoices", "reconcile");
        differs.ShouldBe(ExitCode.Success, compared);
        compared.ShouldContain($"{bill.Count} billed and known, 0 too young, 0 differ, 0.00 CAD unexplained");
        foreach (var logins in logged.GroupBy(login => login.Account).Select(account => account.Select(login => login.At).ToList()))
        {
            logins.Zip(logins.Skip(1), (before, next) => next - before).ShouldAllBe(gap => gap > LoginInterval - OnTheWay, logs);
            (logins[^1] - logins[0]).ShouldBeGreaterThan((LoginInterval * (logins.Count - 1)) - OnTheWay, logs);
        }
    }

    /// <summary>Stops both at once; then no process, no lease and no file is left.</summary>
    private static async Task StopAsync(BuyersWorld world, params DaemonProcess[] daemons)
    {
        foreach (var daemon in daemons)
        {
            daemon.Terminate();
        }

        foreach (var daemon in daemons)
        {
            (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        }

        var leaks = new ChaosLeaks(world.Redis.Port, world.Folder, [Path.Combine(world.Folder, "tmp")]);
        (await leaks.FindProcessesAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        leaks.FindFiles().ShouldBeEmpty();
        (await leaks.CountAccountsAsync()).ShouldBe(0);
        Directory.EnumerateFiles(world.Data, "*.pdf", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static int CountOf(string? choice) => choice switch
    {
        null or "" => Usual,
        _ when int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 10_000 => count,
        _ => throw new InvalidOperationException($"TEST_DOCUMENTS is \"{choice}\"; it may be a whole number from 1 to 10000."),
    };
}
