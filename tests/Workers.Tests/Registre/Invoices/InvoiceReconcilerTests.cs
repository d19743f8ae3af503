using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.OtherRegistre;
using Workers.Jobs.Outcomes;
using Workers.Registre.Consultations;
using Xunit;

namespace Workers.Registre.Invoices;

/// <summary>The invoices of a registry whose maker saw neither client nor ledger, beside a real ledger.</summary>
[Collection(OtherCollection.Name)]
public sealed class InvoiceReconcilerTests(OtherWorld world)
{
    /// <summary>Today and yesterday: the site's own past is older.</summary>
    private const int Days = 2;

    private static readonly string[] Axes = ["History", "Prices.", "InvoiceNumber."];
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    public static TheoryData<string> Shapes { get; } = Environment.GetEnvironmentVariable("TEST_SHAPES") is null
        ? ["Default", "HistoryPaging.PeriodForm", "HistoryColumns.OneCell"]
        : [.. OtherShape.All.Keys.Where(name => Axes.Any(axis => name.StartsWith(axis, StringComparison.Ordinal)) && name is not "HistoryDelay.Long")];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_was_bought_and_billed_is_known_what_was_billed_beside_it_is_found_and_what_was_not_billed_is_found(string name)
    {
        await world.OpenAsync(name is "Default" ? new() : OtherShape.All[name]);
        var (acte, index) = (OtherWorld.Find(DocumentKind.Acte, "Sainte-Anne-des-Monts", "11917758", "Acte"), OtherWorld.Find(DocumentKind.Index, "Shefford", "856"));
        foreach (var document in new[] { acte, index })
        {
            (await world.BuyAsync(OtherWorld.Ask(document))).ShouldBeOfType<JobOutcome.Stored>();
        }

        await world.Bench.Worker.RestAsync();

        var right = await RunAsync();
        right.Found.Differences.ShouldBeEmpty(name);
        (right.Found.Known.Count, right.Found.Pending.Count, right.Found.UnexplainedCad).ShouldBe((2, 0, 0m));

        // The ledger forgets one, which the registry billed, and has another, which it did not.
        await world.Bench.Database.ExecuteAsync("""
            update registre_consultations set document_number = '77001' where document_source = 'acte'
            """);
        var wrong = await RunAsync();
        wrong.Found.Differences.Select(difference => (difference.Kind, difference.Cad)).ShouldBe(
            [(DifferenceKind.Unknown, 1.50m), (DifferenceKind.Unbilled, 1.50m)], ignoreOrder: true);
        wrong.New.Count.ShouldBe(2);
        (await RunAsync()).New.ShouldBeEmpty("they are known by then");
        (await OpenAsync()).ShouldSatisfyAllConditions(open => open.Count.ShouldBe(2), open => open.UnexplainedCad.ShouldBe(3m), open => open.Runs.ShouldHaveSingleItem().Known.ShouldBe(1));

        await world.Bench.Database.ExecuteAsync("update registre_consultations set document_number = '11917758' where document_source = 'acte'");
        (await RunAsync()).Found.Differences.ShouldBeEmpty();
        (await OpenAsync()).Count.ShouldBe(0);
        world.Site.Bill.Count.ShouldBe(2, "reading invoices costs nothing");
        world.Site.CopiesOrdered.ShouldBeEmpty();
    }

    /// <summary>Two hours later, when each invoice must be there: a purchase that was moved back by so much would be yesterday's after midnight.</summary>
    private async Task<ReconciledAccount> RunAsync()
    {
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(2));
        await using var functions = world.Bench.Database.OpenFunctions();
        var walk = new InvoiceWalk(world.Options, world.Bench.LeasesOf(world.Options), TimeProvider.System, NullLogger<InvoiceWalk>.Instance);
        return await new InvoiceReconciler(walk, [new InvoiceLedger(functions)], new(world.Bench.Redis, world.Bench.Keys, TimeProvider.System), Tariff.Usual, later).RunAsync(OtherSite.Notary.Code, Days, _test);
    }

    private async Task<OpenDifferences> OpenAsync()
    {
        await using var functions = world.Bench.Database.OpenFunctions();
        return await new InvoiceLedger(functions).ReadOpenAsync(_test);
    }
}
