using Shouldly;
using Simulators.OtherRegistre;
using Workers.Hosting;
using Workers.Registre;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>
/// kill -9 of the whole daemon at each step of a purchase, at the second registry. A daemon holds several documents, each at a step of its own; the registry
/// says when all are there. <c>TEST_SHAPES=all</c> takes every billing point with every step.
/// </summary>
public sealed class KilledPurchaseTests(PostgresFixture postgres)
{
    private const int Together = 6;
    private const string Bought = "bought";
    private const string Uncertain = "purchase_uncertain";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private static readonly IReadOnlyList<KilledPurchase> Chosen = Environment.GetEnvironmentVariable("TEST_SHAPES") is "all" ? KilledPurchase.All : KilledPurchase.Few;

    /// <summary>What the site asks about before it shows it.</summary>
    private static readonly OtherDocument[] Asked =
    [
        OtherWorld.Find(DocumentKind.Plan, "Montréal", "2784195"),
        OtherWorld.Find(DocumentKind.Plan, "Montréal", "2274178"),
        OtherWorld.Find(DocumentKind.Plan, "Chambly", "399-184"),
        OtherWorld.Find(DocumentKind.Acte, "Montréal", "25616321", "Acte"),
        OtherWorld.Find(DocumentKind.Index, "Laval", "1262877"),
        OtherWorld.Find(DocumentKind.Index, "Shefford", "856"),
    ];

    private static readonly OtherDocument[] Plain =
    [
        OtherWorld.Find(DocumentKind.Index, "Montréal", "2784159"),
        OtherWorld.Find(DocumentKind.Index, "La Prairie", "2090118"),
        OtherWorld.Find(DocumentKind.Index, "Arthabaska", "4475201"),
        OtherWorld.Find(DocumentKind.Acte, "Laval", "10854077", "Acte"),
        OtherWorld.Find(DocumentKind.Acte, "Montréal", "18442907", "Radiation"),
        OtherWorld.Find(DocumentKind.Acte, "Sainte-Anne-des-Monts", "11917758", "Acte"),
    ];

    public static TheoryData<int> Rounds { get; } = [.. Enumerable.Range(0, (Chosen.Count + Together - 1) / Together)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Whatever_was_billed_when_the_buyer_was_killed_is_found_again_and_nothing_is_billed_twice(int round)
    {
        var cells = Chosen.Skip(round * Together).Take(Together).Select((killed, at) => (killed, document: (killed.IsAsked ? Asked : Plain)[at])).ToList();
        var accounts = Enumerable.Range(0, cells.Count).Select(at => new OtherAccount($"3{at}N4417", "Erable-1904")).ToList();
        await using var site = await OtherSite.StartAsync(accounts: accounts);
        await using var world = await BuyersWorld.StartAsync(postgres, site.Address, accounts.Select(account => $"{account.Code}:{account.Password}"), cells.Count);
        await world.EnqueueAsync(cells.Select(cell => OtherWorld.Ask(cell.document)));

        await KillAtAsync(world, site, cells);
        var billed = Charges(site, cells);
        billed.ShouldBe(cells.Select(cell => $"{cell.killed}: {(cell.killed.IsBilled ? 1 : 0)}"));

        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, Soon);
        (await EndsAsync(world, cells)).ShouldBe(
            cells.Select(cell => $"{cell.killed}: {(cell.killed is { IsBilled: true, IsLate: false } ? Bought : Uncertain)}"), daemon.Log);
        Charges(site, cells).ShouldBe(billed, daemon.Log);

        site.ShowInvoices();
        await RetryAsync(world, daemon);
        (await EndsAsync(world, cells)).ShouldBe(cells.Select(cell => $"{cell.killed}: {(cell.killed.IsBilled ? Bought : Uncertain)}"), daemon.Log);
        Charges(site, cells).ShouldBe(billed, daemon.Log);

        await RetryAsync(world, daemon, "--allow-repurchase");
        (await EndsAsync(world, cells)).ShouldBe(cells.Select(cell => $"{cell.killed}: {Bought}"), daemon.Log);
        Charges(site, cells).ShouldBe(cells.Select(cell => $"{cell.killed}: 1"), daemon.Log);
        site.CopiesOrdered.ShouldBeEmpty();
        (await world.Database.ReadAsync<decimal>("select sum(price_cad) from registre_consultations where state = 'stored'")).ShouldBe(site.Bill.Sum(line => line.Price), daemon.Log);
    }

    /// <summary>Runs a daemon until every document is at its step, and kills its group.</summary>
    private static async Task KillAtAsync(BuyersWorld world, OtherSite site, List<(KilledPurchase Killed, OtherDocument Document)> cells)
    {
        foreach (var (killed, document) in cells)
        {
            site.BillAt(document, killed.Billing, killed.Hop);
            if (killed.IsLate)
            {
                site.HideInvoices(document);
            }
        }

        var held = cells.Select(cell => (cell.Killed, At: site.HoldAsync(cell.Document, cell.Killed.Step, cell.Killed.Nth))).ToList();
        await using var daemon = world.StartDaemon();
        await Task.WhenAll(held.Select(hold => hold.At)).WaitAsync(Soon).ContinueWith(_ => { }, TaskScheduler.Default);
        held.Where(hold => !hold.At.IsCompleted).Select(hold => hold.Killed).ShouldBeEmpty(daemon.Log);
        daemon.Kill();
        await daemon.WaitForExitAsync(Soon);
    }

    private static async Task RetryAsync(BuyersWorld world, DaemonProcess daemon, params string[] options)
    {
        var failed = await world.Database.ListAsync<string>("select id::text from extraction_queue where status_id = 5");
        if (failed.Count == 0)
        {
            return;
        }

        var (exitCode, text) = await world.RunAsync(["retry", .. failed, "--yes", .. options]);
        exitCode.ShouldBe(ExitCode.Success, text);
        await daemon.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, Soon);
    }

    private static async Task<IReadOnlyList<string>> EndsAsync(BuyersWorld world, List<(KilledPurchase Killed, OtherDocument Document)> cells)
    {
        var ends = new List<string>();
        foreach (var (killed, document) in cells)
        {
            var source = document.Kind switch { DocumentKind.Acte => "acte", DocumentKind.Index => "index", _ => "plan_cadastraux" };
            var end = await world.Database.ReadAsync<string>(
                $"select case status_id when 3 then '{Bought}' else coalesce(outcome, status_id::text) end from extraction_queue where document_number = '{document.Number}' and document_source = '{source}'");
            ends.Add($"{killed}: {end}");
        }

        return ends;
    }

    private static IReadOnlyList<string> Charges(OtherSite site, List<(KilledPurchase Killed, OtherDocument Document)> cells) =>
        [.. cells.Select(cell => $"{cell.Killed}: {site.Bill.Count(line => line.Document == cell.Document)}")];
}
