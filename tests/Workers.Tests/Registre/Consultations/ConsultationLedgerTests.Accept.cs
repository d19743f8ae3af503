using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>A person's word for a document that names itself otherwise is for the bytes that were looked at.</summary>
public abstract partial class ConsultationLedgerTests
{
    [Fact]
    public async Task Accepted_bytes_are_stored_by_the_next_claim_and_their_row_tells_who_accepted_them()
    {
        var again = await AcceptedAsync();
        again.State.ShouldBe(ConsultationState.Received);
        again.IsAccepted.ShouldBeTrue();

        await MarkReceivedAsync(again);
        await MarkStoredAsync(again);

        (await _database.ReadAsync<string>("select state || ' ' || (accepted->>'by') from registre_consultations")).ShouldBe("stored the notary");
    }

    [Fact]
    public async Task Other_bytes_in_the_place_of_accepted_ones_were_accepted_by_nobody()
    {
        var again = await AcceptedAsync();

        (await MarkReceivedAsync(again, "other")).Accepted.ShouldBeNull();
    }

    [Fact]
    public async Task Accepted_bytes_that_are_gone_are_refused_again_and_may_be_accepted_again()
    {
        var again = await AcceptedAsync();
        var claim = new ClaimRef(again.JobId, await _database.ReadAsync<long>("select claim_token from extraction_queue"));
        await SettleAsync(again, claim, ConsultationState.Rejected);
        await RefuseAsync(claim);

        (await _database.ReadAsync<bool>("select accepted is null from registre_consultations")).ShouldBeTrue();
        (await AcceptAsync(claim)).Result.ShouldBe(AcceptResult.Accepted);
    }

    [Fact]
    public async Task A_leave_to_buy_again_that_nobody_took_up_ends_with_the_acceptance()
    {
        var claim = await RefusedAsync();
        await _jobs.RetryAsync([claim.Id], allowRepurchase: true, null, CancellationToken.None);
        var second = await ClaimWaitingAsync();
        await _jobs.FailAsync(second, new(FailureKind.Permanent, "the row lacks a cadastre", OutcomeCodes.InvalidRequest), TimeSpan.Zero, CancellationToken.None);

        (await AcceptAsync(second)).Result.ShouldBe(AcceptResult.Accepted);

        (await _database.ReadAsync<long>("select count(*) from workers_internal.repurchases")).ShouldBe(0);
        (await BeginAsync(await ClaimWaitingAsync())).IsAccepted.ShouldBeTrue();
    }

    /// <summary>The consultation as the claim after the acceptance begins it.</summary>
    private async Task<Consultation> AcceptedAsync()
    {
        (await AcceptAsync(await RefusedAsync())).Result.ShouldBe(AcceptResult.Accepted);
        return await BeginAsync(await ClaimWaitingAsync());
    }

    private async Task<ClaimRef> RefusedAsync()
    {
        var claim = await ClaimAsync();
        var row = await BeginAsync(claim);
        await MarkSubmittingAsync(row, claim, Guid.NewGuid());
        await MarkReceivedAsync(row);
        await SettleAsync(row, claim, ConsultationState.Rejected);
        await RefuseAsync(claim);
        return claim;
    }

    private Task RefuseAsync(ClaimRef claim) =>
        _jobs.FailAsync(claim, new(FailureKind.Permanent, "another document", OutcomeCodes.WrongDocument), TimeSpan.Zero, CancellationToken.None);

    private Task<AcceptAnswer> AcceptAsync(ClaimRef claim) => _jobs.AcceptAsync(new(claim.Id, true, "abc", "the notary"), CancellationToken.None);
}
