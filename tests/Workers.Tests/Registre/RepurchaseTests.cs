using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>After <c>purchase_uncertain</c>: every retry looks at the invoices, and only an operator's leave buys what is not there.</summary>
[Collection(RegistreCollection.Name)]
public sealed class RepurchaseTests(RegistreWorld world) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("10000401", false)]
    [InlineData("10000402", true)]
    public async Task An_invoice_that_appears_late_is_found_by_a_retry_with_leave_to_buy_again_or_without(string number, bool mayBuy)
    {
        world.Shelve(PaperKind.Acte, number);
        world.Site.Faults.Switch(new(FaultName.ConnectionCut) { Number = number, Times = 1 });
        world.Site.Faults.Switch(new(FaultName.LateInvoice) { Seconds = 3600, Times = 1 });
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, number))).ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.PurchaseUncertain);

        await RetryAsync(number, mayBuy);
        var stored = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        ((string)stored.Document.Details!["obtained"]!["source"]!).ShouldBe("invoices");
        world.ChargesOf(number).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_among_the_invoices_is_bought_only_with_leave_and_every_message_says_what_the_site_said()
    {
        world.Shelve(PaperKind.Acte, "10000403");
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Submit, Times = 1 });
        await world.RestartAsync(invoice: TimeSpan.FromHours(1));
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000403"))).ShouldBeOfType<JobOutcome.HandedBack>();
        await world.RestartAsync();
        Said(await world.RunNextAsync());

        await RetryAsync("10000403", mayBuy: false);
        Said(await world.RunNextAsync());
        world.ChargesOf("10000403").ShouldBe(0);

        await RetryAsync("10000403", mayBuy: true);
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf("10000403").ShouldBe(1);

        static void Said(JobOutcome outcome)
        {
            var failed = outcome.ShouldBeOfType<JobOutcome.Failed>();
            failed.Outcome.ShouldBe(OutcomeCodes.PurchaseUncertain);
            failed.Cause.ShouldContain("503");
            failed.Cause.ShouldNotContain("did not live");
        }
    }

    [Fact]
    public async Task The_time_that_the_site_is_closed_does_not_count_for_how_long_an_invoice_is_waited_for()
    {
        const string Number = "10000404";
        world.Shelve(PaperKind.Acte, Number);
        await world.RestartAsync(invoice: TimeSpan.FromHours(1));
        world.Site.Faults.Switch(new(FaultName.ConnectionCut) { Number = Number, Times = 1 });
        world.Site.Faults.Switch(new(FaultName.LateInvoice) { Seconds = 3600 });
        try
        {
            (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, Number))).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.ResourceLost);
            world.Site.Faults.Switch(new(FaultName.Maintenance));
            await AtAsync(hours: 2);
            (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.Outage);

            world.Site.Faults.Clear();
            world.Site.Faults.Switch(new(FaultName.LateInvoice) { Seconds = 3600 });
            await AtAsync(hours: 3);
            (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.HandedBack>("one look is not enough").Reason.ShouldBe(HandBackReason.ResourceLost);
            await AtAsync(hours: 3.5);
            (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.HandedBack>();

            world.Site.Faults.Clear();
            await AtAsync(hours: 3.9);
            (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        }
        finally
        {
            await world.Database.SetClockAheadAsync(TimeSpan.Zero);
            await world.RestartAsync();
        }

        world.ChargesOf(Number).ShouldBe(1);

        Task AtAsync(double hours) => world.Database.SetClockAheadAsync(TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("10000405", true)]
    [InlineData("10000406", false)]
    public async Task What_was_refused_as_unproven_is_looked_for_among_the_invoices_before_it_is_bought_again(string number, bool isBilled)
    {
        OfferAnother(number);
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, number, maxAttempts: 1))).ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.WrongDocument);
        var own = world.Shelve(PaperKind.Acte, number, document => document with { Look = PaperLook.Digital });
        if (isBilled)
        {
            Charge(own);
        }

        await RetryAsync(number, mayBuy: true);
        var stored = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        ((string?)stored.Document.Details!["obtained"]!["source"] is "invoices").ShouldBe(isBilled);
        ((string)stored.Document.Details!["obtained"]!["identity"]!).ShouldBe("verified");
        world.ChargesOf(number).ShouldBe(2, "another document's and its own");
    }

    [Fact]
    public async Task While_its_own_invoice_may_still_come_another_document_with_its_number_is_no_answer()
    {
        const string Number = "10000407";
        await world.RestartAsync(invoice: TimeSpan.FromHours(1));
        try
        {
            OfferAnother(Number);
            (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, Number, maxAttempts: 1))).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.ResourceLost);
            Charge(world.Shelve(PaperKind.Acte, Number, document => document with { Look = PaperLook.Digital }));

            (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        }
        finally
        {
            await world.RestartAsync();
        }

        world.ChargesOf(Number).ShouldBe(2, "another document's and its own");
    }

    /// <summary>Among the invoices stands a document of another circonscription with the same number, and the request for this one is in doubt.</summary>
    private void OfferAnother(string number)
    {
        Charge(world.Shelve(PaperKind.Acte, number, document => document with { Look = PaperLook.Digital, Circonscription = "Laval" }));
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Submit, Times = 1 });
    }

    private void Charge(RegisteredDocument document) => world.Site.Bill.Charge(RegistreWorld.Account, document, 1.50m, DateTimeOffset.UtcNow, dailyCap: 0).ShouldNotBeNull();

    private async Task RetryAsync(string number, bool mayBuy)
    {
        var id = await world.Database.ReadAsync<Guid>($"select id from extraction_queue where document_number = '{number}'");
        (await world.Store.RetryAsync([id], mayBuy, null, CancellationToken.None)).ShouldHaveSingleItem().Result.ShouldBe(OperatorResult.Retried);
    }
}
