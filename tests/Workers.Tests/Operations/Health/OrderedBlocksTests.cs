using Shouldly;
using Workers.Jobs;
using Workers.Operations.Status;
using Workers.Registre.Accounts;
using Workers.Steering;
using Workers.Supervisor;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>A worker that waits for what an operator ordered calls nobody; one that waits for anything else does.</summary>
public sealed class OrderedBlocksTests
{
    private static readonly SlotReport Buyer = HealthBench.Buyer(1) with { State = SlotState.Blocked, BlockedBy = "no registry account is free" };
    private static readonly SlotReport Reader = new("ocr-1", Pools.Ocr, null, SlotState.Blocked, null, null, null, null, "Gemini is paused", 0);

    [Theory]
    [InlineData("paused", "account a", "gemini")]
    [InlineData("paused", "buying", "pool ocr")]
    [InlineData("paused", "env prod")]
    [InlineData("at risk", "account a")]
    [InlineData("at risk", "gemini")]
    [InlineData("at risk")]
    public void What_an_order_explains_is_no_alarm(string moving, params string[] paused)
    {
        var verdict = HealthDecision.Of(Facts([.. paused.Select(Pause)], ["a"], Buyer, Reader));

        (verdict.Moving.Answer, verdict.IsWell).ShouldBe((moving, moving is "paused"));
        verdict.Also.Prepend(verdict.First!).Any(finding => finding.Code is "workers_blocked").ShouldBe(moving is "at risk");
    }

    [Theory]
    [InlineData(SlotState.Working, false)]
    [InlineData(SlotState.Resting, true)]
    internal void An_account_that_is_left_and_in_use_explains_that_another_worker_waits(SlotState other, bool isTold)
    {
        var verdict = HealthDecision.Of(Facts([Pause("account b")], ["a", "b"], Buyer, HealthBench.Buyer(2) with { State = other }));

        verdict.Also.Prepend(verdict.First!).Any(finding => finding.Code is "workers_blocked").ShouldBe(isTold);
    }

    [Fact]
    public void What_passes_in_a_moment_asks_for_nothing() =>
        HealthDecision.Of(Facts([], ["a"], Buyer with { BlockedBy = AccountLeases.Recovering })).First!.ShouldSatisfyAllConditions(
            first => first.Code.ShouldBe("workers_blocked"), first => first.Next.ShouldBe("nothing: wait"));

    [Fact]
    public void A_wait_for_accounts_whose_documents_are_paused_calls_nobody()
    {
        var cooling = new AccountEntry("a", null, null, null, DateTimeOffset.UnixEpoch, null, 0, 0);
        var facts = Facts([], [], HealthBench.Buyer(1)) with { Accounts = [cooling] };

        HealthDecision.Of(facts).First!.Code.ShouldBe("accounts_cooling");
        HealthDecision.Of(facts with { Status = facts.Status with { Orders = [Pause("buying")] } }).IsWell.ShouldBeTrue();
        HealthDecision.Of(facts with { Status = facts.Status with { Orders = [Pause("account a")] } }).IsWell.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Ce compte est verrouillé. Communiquez avec le service à la clientèle.", "The registry locked it, and no other password opens it: call them, then 'accounts release a'.")]
    [InlineData("Le mot de passe est invalide.", "Correct its password in REGISTRE_ACCOUNTS and start the daemon again, or end it with 'accounts release a'.")]
    public void An_account_that_the_registry_locked_is_told_from_a_wrong_password(string said, string remedy)
    {
        var account = new AccountEntry("a", null, null, null, null, new(null, said), 0, 0);

        var sentence = HealthDecision.Of(Facts([], []) with { Accounts = [account] }).First!.Sentence;

        sentence.ShouldEndWith($"; the registry said: {said} {remedy}");
    }

    private static SteeringOrder Pause(string subject) => new(Guid.NewGuid(), 1, SteeringVerb.Pause, subject, null, null, IsLifted: false, "Zoé", DateTimeOffset.UnixEpoch, Why: "site is slow");

    private static HealthFacts Facts(SteeringOrder[] orders, string[] accounts, params SlotReport[] slots)
    {
        var environment = StatusReports.Calm.Environments[0] with { Queue = [new(JobStatus.EnAttente, DocumentSource.Index, 5, 0, 0, 0, 0, 0), new(JobStatus.Complete, DocumentSource.Index, 5, 0, 0, 0, 0, 0)] };
        return new(
            DateTimeOffset.UnixEpoch, StatusReports.Calm with { Environments = [environment], Daemons = [StatusReports.Daemon(slots)], Orders = orders },
            [.. accounts.Select(code => new AccountEntry(code, null, null, null, null, null, 0, 0))]);
    }
}
