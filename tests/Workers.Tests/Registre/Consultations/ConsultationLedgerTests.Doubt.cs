using Shouldly;
using Workers.Database;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>What may have been billed and did not arrive: nothing hides it, and an operator's leave repeats it once.</summary>
public abstract partial class ConsultationLedgerTests
{
    [Fact]
    public async Task A_document_without_attempts_left_ends_uncertain_while_its_purchase_is_and_a_retry_takes_the_doubt_up()
    {
        await _jobs.EnqueueAsync([new(DocumentSource.Acte, "1", "Montréal", ActeType: "Acte", MaxAttempts: 1)], CancellationToken.None);
        var claim = await ClaimWaitingAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());

        await _jobs.FailAsync(claim, new(FailureKind.Transient, "the site did not answer"), TimeSpan.Zero, CancellationToken.None);

        (await _database.ReadAsync<string>("select outcome from extraction_queue")).ShouldBe(OutcomeCodes.PurchaseUncertain);
        await _jobs.RetryAsync([claim.Id], allowRepurchase: false, null, CancellationToken.None);
        var again = await BeginAsync(await ClaimWaitingAsync());
        (again.Id, again.State, again.RepurchaseAllowed).ShouldBe((row.Id, ConsultationState.Submitting, false));
    }

    [Fact]
    public async Task Leave_to_buy_again_belongs_to_the_doubt_whoever_holds_it_and_to_no_later_one()
    {
        var first = await ClaimAsync();
        var row = await BeginAsync(first);
        await MarkSubmittingAsync(row, first, Guid.NewGuid());
        await SettleAsync(row, first, ConsultationState.Uncertain);
        await EndUncertainAsync(first);
        var second = await ClaimAsync();
        (await BeginAsync(second)).State.ShouldBe(ConsultationState.Uncertain);
        await EndUncertainAsync(second);

        (await _jobs.RetryAsync([first.Id], allowRepurchase: true, null, CancellationToken.None)).ShouldHaveSingleItem().Result.ShouldBe(OperatorResult.Retried);
        var third = await ClaimWaitingAsync();
        var taken = await BeginAsync(third);
        (taken.Id, taken.State, taken.RepurchaseAllowed).ShouldBe((row.Id, ConsultationState.Uncertain, true));
        await SettleAsync(row, third, ConsultationState.Abandoned);
        var bought = await BeginAsync(third);
        bought.State.ShouldBe(ConsultationState.Prepared);
        await MarkSubmittingAsync(bought, third, Guid.NewGuid());
        await SettleAsync(bought, third, ConsultationState.Uncertain);

        (await BeginAsync(third)).RepurchaseAllowed.ShouldBeFalse();
        await Should.ThrowAsync<DatabaseException>(SettleAsync(bought, third, ConsultationState.Abandoned));
    }

    [Fact]
    public async Task What_was_bought_in_vain_is_retried_only_with_leave_which_closes_it()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Rejected);
        await _jobs.FailAsync(claim, new(FailureKind.Permanent, "another document", OutcomeCodes.WrongDocument), TimeSpan.Zero, CancellationToken.None);

        (await _jobs.RetryAsync([claim.Id], false, null, CancellationToken.None)).ShouldHaveSingleItem().Result.ShouldBe(OperatorResult.Refused);
        (await _jobs.RetryAsync([claim.Id, claim.Id], true, null, CancellationToken.None)).ShouldAllBe(answer => answer.Result == OperatorResult.Retried);

        var begun = await BeginAsync(await ClaimWaitingAsync());
        begun.State.ShouldBe(ConsultationState.Prepared);
        begun.Id.ShouldNotBe(row.Id);
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("fail")]
    [InlineData("hand back")]
    [InlineData("rescue")]
    public async Task A_cancellation_hides_no_purchase_in_doubt(string how)
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        if (how is "waiting")
        {
            await _jobs.HandBackAsync(claim, new(HandBackReason.Shutdown, "stopping"), 20, CancellationToken.None);
        }

        await _jobs.CancelAsync([claim.Id], null, CancellationToken.None);
        switch (how)
        {
            case "fail":
                await _jobs.FailAsync(claim, new(FailureKind.Permanent, "cancelled by an operator", OutcomeCodes.Cancelled), TimeSpan.Zero, CancellationToken.None);
                break;
            case "hand back":
                await _jobs.HandBackAsync(claim, new(HandBackReason.Outage, "closed"), 20, CancellationToken.None);
                break;
            case "rescue":
                await _database.SetClockAheadAsync(Lease * 2);
                await _jobs.RescueExpiredAsync(Lease, 5, CancellationToken.None);
                break;
            default:
                break;
        }

        (await _database.ReadAsync<string>("select outcome from extraction_queue where status_id = 5")).ShouldBe(OutcomeCodes.PurchaseUncertain);
    }

    [Fact]
    public async Task What_is_known_of_a_request_in_doubt_is_noted_for_whoever_explains_it_and_forgotten_with_the_next_request()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Submitting);

        var told = (await _jobs.ReadEventsAsync(claim.Id, CancellationToken.None)).Purchases.ShouldNotBeNull().ShouldHaveSingleItem();
        (told.State, told.Account, told.Note).ShouldBe(("submitting", "12A3456", "said so"));
        await SettleAsync(row, claim, ConsultationState.Prepared);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());

        (await BeginAsync(claim)).Note.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_site_turned_away_may_be_bought_again_once_the_invoices_were_looked_at_in_vain()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await SettleAsync(row, claim, ConsultationState.Submitting, mayRepeat: true);

        (await BeginAsync(claim)).ShouldSatisfyAllConditions(doubt => doubt.State.ShouldBe(ConsultationState.Submitting), doubt => doubt.RepurchaseAllowed.ShouldBeTrue());
        await SettleAsync(row, claim, ConsultationState.Prepared);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        (await BeginAsync(claim)).RepurchaseAllowed.ShouldBeFalse("it is another request");
    }

    private Task EndUncertainAsync(ClaimRef claim) =>
        _jobs.FailAsync(claim, new(FailureKind.Permanent, "in doubt", OutcomeCodes.PurchaseUncertain), TimeSpan.Zero, CancellationToken.None);
}
