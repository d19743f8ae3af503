using Shouldly;
using Workers.Database;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>Yes and no of the ledger decide whether money is spent and paid bytes are let go: what is neither is no answer.</summary>
public sealed class LedgerAnswersTests
{
    private static readonly ClaimRef Claim = new(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), 7);

    [Theory]
    [InlineData("\"true\"")]
    [InlineData("\"false\"")]
    [InlineData("\"yes\"")]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("[true]")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task What_is_neither_yes_nor_no_is_an_answer_to_be_asked_for_again(string? told)
    {
        var ledger = Ledger(told is null ? "{}" : $$"""{"accepted":{{told}},"done":{{told}}}""");

        DatabaseException[] failures =
        [
            await Should.ThrowAsync<DatabaseException>(() => ledger.MarkSubmittingAsync(Claim.Id, Claim, Guid.NewGuid(), "A", TimeSpan.Zero, CancellationToken.None)),
            await Should.ThrowAsync<DatabaseException>(() => ledger.SettleAsync(Claim.Id, Claim, null, ConsultationState.Prepared, "nothing was sent", TimeSpan.Zero, CancellationToken.None)),
            await Should.ThrowAsync<DatabaseException>(() => ledger.MarkStoredAsync(Claim.Id, "actes/x.pdf", "00", TimeSpan.Zero, CancellationToken.None)),
            await Should.ThrowAsync<DatabaseException>(() => ledger.ForgetAsync(Claim.Id, "gone", CancellationToken.None)),
        ];

        failures.ShouldAllBe(failure => failure.Kind == DatabaseFailure.Unavailable && failure.Message.StartsWith("the answer is not one of ours", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Yes_is_yes_and_no_is_no()
    {
        var yes = Ledger("""{"accepted":true,"done":true}""");
        (await yes.MarkSubmittingAsync(Claim.Id, Claim, Guid.NewGuid(), "A", TimeSpan.Zero, CancellationToken.None)).ShouldBeTrue();
        await yes.MarkStoredAsync(Claim.Id, "actes/x.pdf", "00", TimeSpan.Zero, CancellationToken.None);

        var no = Ledger("""{"accepted":false,"done":false}""");
        (await no.MarkSubmittingAsync(Claim.Id, Claim, Guid.NewGuid(), "A", TimeSpan.Zero, CancellationToken.None)).ShouldBeFalse();
        (await Should.ThrowAsync<DatabaseException>(() => no.MarkStoredAsync(Claim.Id, "actes/x.pdf", "00", TimeSpan.Zero, CancellationToken.None)))
            .Kind.ShouldBe(DatabaseFailure.Refused);
    }

    private static ConsultationLedger Ledger(string answer) => new(new AnsweringFunctions(answer), "here", new(new([]), new()), TimeProvider.System);
}
