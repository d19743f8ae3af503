using Shouldly;
using Workers.Database;
using Workers.Documents;
using Workers.Redis;
using Xunit;

namespace Workers.Jobs.Outcomes;

public sealed class InfrastructureFailuresTests
{
    public static TheoryData<Exception> ThatMeetAnyDocument() =>
    [
        new DatabaseException(DatabaseFailure.Unavailable, "no answer"),
        new DatabaseException(DatabaseFailure.Unauthorized, "the key was refused"),
        new DatabaseException(DatabaseFailure.SchemaMissing, "no such function"),
        new RedisUnavailableException("not reachable"),
        new RedisRefusedException("a key of another program"),
        new DocumentStoreException("closed") { IsAway = true },
        new IOException("no space left on device", 28),
        new IOException("disk quota exceeded", 122),
    ];

    public static TheoryData<Exception> ThatMayLieWithTheDocument() =>
    [
        new DatabaseException(DatabaseFailure.Refused, "bad request"),
        new DocumentStoreException("refused"),
        new IOException("input/output error", 5),
        new UnauthorizedAccessException("denied"),
    ];

    [Theory]
    [MemberData(nameof(ThatMeetAnyDocument), DisableDiscoveryEnumeration = true)]
    public void What_would_have_met_any_document_gives_it_back_without_an_attempt(Exception failure)
    {
        var back = InfrastructureFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.HandedBack>();
        back.Reason.ShouldBe(HandBackReason.Outage);
        back.Why.ShouldBe(failure.Message);
        back.AvailableAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void What_is_away_is_told()
    {
        ThatMeetAnyDocument().Select(row => ((JobOutcome.HandedBack)InfrastructureFailures.ToOutcome(row.Data)!).Of).ShouldBe(
            [OutageOf.Database, OutageOf.Database, OutageOf.Database, OutageOf.Redis, OutageOf.Redis, OutageOf.Store, OutageOf.Disk, OutageOf.Disk]);
    }

    [Theory]
    [MemberData(nameof(ThatMayLieWithTheDocument), DisableDiscoveryEnumeration = true)]
    public void What_may_lie_with_the_document_costs_an_attempt(Exception failure)
    {
        var failed = InfrastructureFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.Failed>();
        failed.Kind.ShouldBe(FailureKind.Transient);
        failed.Cause.ShouldBe(failure.Message);
    }

    [Fact]
    public void A_fault_of_ours_is_no_failure_of_the_infrastructure() =>
        InfrastructureFailures.ToOutcome(new InvalidOperationException("a bug")).ShouldBeNull();

    [Fact]
    public void A_full_disk_is_known_by_what_the_system_really_throws()
    {
        var failure = Should.Throw<IOException>(() => File.WriteAllText("/dev/full", "one byte is too many"));

        InfrastructureFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.HandedBack>();
    }
}
