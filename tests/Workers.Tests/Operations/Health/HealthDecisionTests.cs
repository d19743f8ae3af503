using Shouldly;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Operations.Status;
using Workers.Steering;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>The decision alone, over records.</summary>
public sealed class HealthDecisionTests
{
    private static readonly HealthFacts Calm = new(DateTimeOffset.UnixEpoch, StatusReports.Calm);

    [Fact]
    public void A_calm_deployment_is_well() => HealthDecision.Of(Calm).IsWell.ShouldBeTrue();

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(0.0, 300.0, "database_clock")]
    [InlineData(300.0, 0.0, "redis_clock")]
    [InlineData(-300.0, -302.0, "machine_clock")]
    [InlineData(300.0, -300.0, "database_clock redis_clock")]
    [InlineData(29.0, -29.0, "")]
    [InlineData(null, 300.0, "database_clock")]
    public void Whose_clock_is_wrong_is_told_by_who_agrees(double? redis, double? database, string causes)
    {
        var status = StatusReports.Calm with { Environments = [StatusReports.Calm.Environments[0] with { ClockAheadSeconds = database }] };

        Codes(Calm with { Status = status, RedisAhead = redis is { } ahead ? TimeSpan.FromSeconds(ahead) : null }).ShouldBe(causes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(300.0, 0.0, "vm: the clock of the daemon vm-1 is 300 s behind that of Redis. Let it be synchronised there.")]
    [InlineData(-300.0, 0.0, "vm: the clock of the daemon vm-1 is 300 s ahead of that of Redis. Let it be synchronised there.")]
    [InlineData(29.0, 0.0, null)]
    public void A_daemon_whose_clock_is_wrong_is_told_from_anywhere(double daemon, double here, string? sentence)
    {
        var status = StatusReports.Calm with { Daemons = [StatusReports.Daemon() with { Id = "vm-1", Host = "vm", RedisAheadSeconds = daemon }] };

        HealthDecision.Of(Calm with { Status = status, RedisAhead = TimeSpan.FromSeconds(here) }).First?.Sentence.ShouldBe(sentence);
        Codes(Calm with { Status = status, RedisAhead = TimeSpan.FromSeconds(here) }).ShouldBe(sentence is null ? [] : ["machine_clock"]);
        Codes(Calm with { Status = status, RedisAhead = TimeSpan.FromSeconds(300) }).ShouldBe(["redis_clock"], "Redis itself is wrong");
        StatusWarnings.Of(status).Any(line => line.Contains("the daemon's clock is", StringComparison.Ordinal)).ShouldBe(sentence is not null);
    }

    [Theory]
    [InlineData(RedisTrouble.Away, "redis_away")]
    [InlineData(RedisTrouble.Silent, "redis_frozen")]
    [InlineData(RedisTrouble.Refuses, "redis_refuses")]
    [InlineData(RedisTrouble.OtherUrl, "redis_url_wrong")]
    [InlineData(RedisTrouble.Full, "redis_full")]
    internal void Without_Redis_nothing_is_said_of_daemons(RedisTrouble trouble, string cause)
    {
        var verdict = HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Fault = "away", FaultKind = trouble, Daemons = [], Capacity = null, Gemini = null } });

        verdict.First!.Code.ShouldBe(cause);
        verdict.Also.ShouldBeEmpty();
        verdict.Money.Answer.ShouldBe("yes");
        verdict.Documents.Answer.ShouldBe("unknown");
    }

    [Theory]
    [InlineData(SchemaFault.Away, "database_away", "Workers doctor --only prod")]
    [InlineData(SchemaFault.NoSuchDatabase, "database_missing", "Workers doctor --only prod")]
    [InlineData(SchemaFault.KeyRefused, "database_key_refused", "Workers doctor --only prod")]
    [InlineData(SchemaFault.NotMigrated, "not_migrated", "Workers migrate --env prod")]
    [InlineData(SchemaFault.Newer, "schema_newer", "Workers doctor --only prod")]
    [InlineData(SchemaFault.OtherMeaning, "statuses_differ", "Workers doctor --only prod")]
    [InlineData(SchemaFault.Refused, "database_refuses", "Workers doctor --only prod")]
    [InlineData(SchemaFault.NoRights, "database_refuses", "Workers doctor --only prod")]
    internal void What_a_database_answers_is_the_cause(SchemaFault fault, string cause, string next)
    {
        var environment = new EnvironmentReport(TargetEnvironment.Prod, "said", [], FaultKind: fault);

        var verdict = HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Environments = [environment] } });

        (verdict.First!.Code, verdict.First.Next, verdict.First.Sentence, verdict.First.Environment).ShouldBe((cause, next, "PROD: said", TargetEnvironment.Prod));
        (verdict.Money.Answer, verdict.Documents.Answer).ShouldBe(("unknown", "unknown"));
    }

    [Fact]
    public void What_an_operator_paused_is_told_as_meant_and_calls_nobody()
    {
        var verdict = HealthDecision.Of(Ordered(Order(SteeringVerb.Set, "WORKER_COUNT", "3"), Order(SteeringVerb.Pause, "buying")));

        (verdict.First!.Code, verdict.First.Next, verdict.Moving.Answer, verdict.Also.Count, verdict.IsWell).ShouldBe(("paused_in_part", "Workers pauses", "paused in part", 0, true));
        verdict.First.Sentence.ShouldBe("buying is paused since 1970-01-01 00:00Z until 'resume', by Zoé: site is slow.");
        var elsewhere = Ordered(Order(SteeringVerb.Pause, "env dev"));
        (HealthDecision.Of(elsewhere, TargetEnvironment.Prod).First, HealthDecision.Of(elsewhere).First!.Environment).ShouldBe((null, TargetEnvironment.Dev));
    }

    [Theory]
    [InlineData("paused", "buying", "pool ocr")]
    [InlineData("paused", "env prod")]
    [InlineData("paused", "source index", "source acte", "source plan")]
    [InlineData("paused", "account a", "gemini")]
    [InlineData("paused", "WORKER_COUNT=0", "OCR_WORKER_POOL_SIZE=0")]
    [InlineData("paused", "drain")]
    [InlineData("paused in part", "source index", "source acte")]
    [InlineData("paused in part", "WORKER_COUNT=0")]
    [InlineData("paused in part", "account a", "buying", "account b")]
    [InlineData("yes", "WORKER_COUNT=1")]
    [InlineData("yes", "GEMINI_MAX_RPM=1")]
    public void A_pause_is_weighed_by_what_it_leaves(string moving, params string[] ordered)
    {
        var orders = ordered.Select(text => text.Split('=') switch
        {
            [var setting, var value] => Order(SteeringVerb.Set, setting, value),
            _ => text is "drain" ? Order(SteeringVerb.Drain, "") : Order(SteeringVerb.Pause, text),
        });

        var verdict = HealthDecision.Of(Ordered([.. orders]) with { Accounts = [new("a", null, null, null, null, null, 0, 0)] });

        (verdict.Moving.Answer, verdict.IsWell).ShouldBe((moving, true));
    }

    [Fact]
    public void What_one_daemon_of_two_may_not_begin_is_a_part()
    {
        var other = StatusReports.Daemon() with { Id = "vm-2", Host = "vm2" };
        var facts = Ordered(Order(SteeringVerb.Drain, "") with { Server = "vm2" });

        var two = HealthDecision.Of(facts with { Status = facts.Status with { Daemons = [StatusReports.Daemon(), other] } });
        two.First!.Code.ShouldBe("paused_in_part");
        HealthDecision.Of(facts with { Status = facts.Status with { Daemons = [other] } }).First!.Code.ShouldBe("paused");
    }

    [Theory]
    [InlineData(null, "paused in part")]
    [InlineData("VM", "paused in part")]
    [InlineData("vm9", "yes")]
    [InlineData("vm-4711-0123456789abcdef0123456789abcdef", "yes")]
    public void What_is_ordered_of_a_daemon_that_does_not_run_colours_nothing(string? server, string moving)
    {
        var ordered = Ordered(Order(SteeringVerb.Pause, "buying") with { Server = server });

        HealthDecision.Of(ordered).Moving.Answer.ShouldBe(moving);
        Codes(ordered with { Status = ordered.Status with { Daemons = [StatusReports.Daemon() with { IsStopping = true }] } }).ShouldBe(server is null ? ["no_daemon", "paused_in_part"] : ["no_daemon"]);
    }

    [Theory]
    [InlineData("vm-1", "")]
    [InlineData("vm-9-4711-0123456789abcdef0123456789abcdef", "ledger_held")]
    [InlineData("command-vm-4711-0123456789abcdef0123456789abcdef", "")]
    public void Only_a_daemon_that_shows_itself_no_more_is_said_to_hold_the_ledger(string holder, string causes)
    {
        var status = StatusReports.Calm with { Capacity = StatusReports.Calm.Capacity! with { Holders = [new(holder, "vm", 3, 2)] } };

        Codes(Calm with { Status = status }).ShouldBe(causes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void An_environment_of_a_daemon_that_is_silent_is_not_said_to_be_served_by_none()
    {
        var (serves, elsewhere) = (StatusReports.Daemon(), StatusReports.Daemon() with { Id = "vm-2", Host = "vm2", Serves = [TargetEnvironment.Dev] });
        IEnumerable<string> Of(double ago) => Codes(Calm with { Status = StatusReports.Calm with { Daemons = [serves with { ShownSecondsAgo = ago }, elsewhere] } });

        Of(9).ShouldBe(["daemon_frozen"]);
        Codes(Calm with { Status = StatusReports.Calm with { Daemons = [elsewhere] } }).ShouldBe(["environment_not_served"]);
    }

    [Fact]
    public void What_stops_one_daemon_of_two_puts_the_work_at_risk_and_names_it()
    {
        var buyer = StatusReports.Daemon(HealthBench.Buyer(1));
        var full = buyer with { Id = "vm-2", Host = "vm2", Parked = [Held(ParkingCause.DiskFull, null)] };
        HealthVerdict Of(params Supervisor.Slots.DaemonReport[] daemons) => HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Daemons = daemons } });

        (Of(full).First!.Code, Of(full).Moving.Answer, Of(full, full with { Id = "vm-3" }).Moving.Answer).ShouldBe(("disk_full", "no", "no"));
        var part = Of(full, buyer);
        (part.First!.Code, part.Moving.Answer, part.Documents.Answer).ShouldBe(("disk_full", "at risk", "at risk"));
        part.First.Sentence.ShouldEndWith("met. That is so on vm2; another daemon goes on.");
        Of(full with { Parked = [full.Parked![0] with { Source = DocumentSource.Acte }] }).Moving.Answer.ShouldBe("at risk");
        var paused = buyer with { Steering = new(1, IsKnown: true, [Order(SteeringVerb.Pause, "buying")], []) };
        var blocked = StatusReports.Daemon(HealthBench.Buyer(1) with { State = SlotState.Blocked });
        (Of(full, paused).Moving.Answer, Of(full, blocked).Moving.Answer).ShouldBe(("no", "no"));
    }

    [Fact]
    public void What_all_share_is_no_part_because_another_daemon_has_not_met_it_yet()
    {
        var buyer = StatusReports.Daemon(HealthBench.Buyer(1));
        var closed = buyer with { Id = "vm-2", Host = "vm2", Rests = [new(TargetEnvironment.Prod, JobStage.Download, OutageOf.Site, "it is closed")] };
        var unknown = buyer with { Id = "vm-2", Host = "vm2", Parked = [Held(ParkingCause.UnknownSite, null)] };
        HealthVerdict Of(params Supervisor.Slots.DaemonReport[] daemons) => HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Daemons = daemons } });

        foreach (var shared in new[] { closed, unknown })
        {
            (Of(shared, buyer).Moving.Answer, Of(shared, buyer).First!.Sentence).ShouldBe((Of(shared).Moving.Answer, Of(shared).First!.Sentence));
        }

        Of(unknown, buyer).Moving.Answer.ShouldBe("no");
    }

    [Fact]
    public void Kinds_that_are_all_held_leave_no_part_that_goes_on()
    {
        HealthVerdict Of(params DocumentSource[] kinds) => HealthDecision.Of(Calm with
        {
            Status = StatusReports.Calm with { Daemons = [StatusReports.Daemon(HealthBench.Buyer(1)) with { Parked = [.. kinds.Select(kind => Held(ParkingCause.SiteShape, kind))] }] },
        });

        (Of(DocumentSource.Index, DocumentSource.Acte).Moving.Answer, Of(Enum.GetValues<DocumentSource>()).Moving.Answer).ShouldBe(("at risk", "no"));
        Of(Enum.GetValues<DocumentSource>()).Also.Prepend(Of(DocumentSource.Index).First!).Count(finding => finding.Code == Of(DocumentSource.Index).First!.Code).ShouldBe(3);
    }

    [Fact]
    public void A_pause_explains_a_queue_that_stands_and_hides_nothing_else()
    {
        var standing = StatusReports.Calm.Environments[0] with { Queue = [new(JobStatus.EnAttente, DocumentSource.Index, 5, 0, 0, 0, 9000, 9000)] };
        HealthFacts Standing(params SteeringOrder[] orders) => Calm with { Status = StatusReports.Calm with { Environments = [standing], Orders = orders } };

        Codes(Standing()).ShouldBe(["queue_stands"]);
        Codes(Standing(Order(SteeringVerb.Pause, "source index"))).ShouldBe(["paused_in_part"]);
        Codes(Standing(Order(SteeringVerb.Pause, "source acte"))).ShouldBe(["paused_in_part", "queue_stands"]);
        var late = StatusReports.Daemon() with { Loops = [new("leases", 90, IsLate: true, 0, null)] };
        var both = HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Daemons = [late], Orders = [Order(SteeringVerb.Pause, "buying")] } });
        (both.First!.Code, both.Moving.Answer, both.IsWell).ShouldBe(("loop_late", "at risk", false));
    }

    [Fact]
    public void A_daemon_that_does_not_know_what_is_ordered_begins_nothing_and_shows_it()
    {
        var knows = StatusReports.Daemon() with { Steering = new(1, IsKnown: true, [], [], [TargetEnvironment.Prod]) };
        var waits = StatusReports.Daemon() with { Id = "vm-2", Host = "vm2", Steering = new(1, IsKnown: true, [], [], [TargetEnvironment.Dev]) };
        HealthVerdict Of(params Supervisor.Slots.DaemonReport[] daemons) => HealthDecision.Of(Calm with { Status = StatusReports.Calm with { Daemons = daemons } });

        Of(knows).First.ShouldBeNull();
        var alone = Of(waits);
        (alone.First!.Code, alone.Moving.Answer, alone.First.Next).ShouldBe(("orders_unknown", "no", "Workers doctor --only prod"));
        alone.First.Sentence.ShouldBe("PROD: vm2 begins nothing: what operators ordered is not known yet: PROD has not told.");
        (Of(knows, waits).First!.Code, Of(knows, waits).Moving.Answer).ShouldBe(("daemon_without_orders", "at risk"));
    }

    [Theory]
    [InlineData("day", "PROD", "budget_spent")]
    [InlineData("account_day", "a", "part_budget_spent")]
    [InlineData("dossier", "2026-17", "part_budget_spent")]
    public void A_budget_of_one_account_or_dossier_stops_a_part(string budget, string subject, string cause)
    {
        var met = new Registre.Consultations.BudgetMet(budget, subject, 10, 9.5m, 1.5m, null, null);
        var environment = StatusReports.Calm.Environments[0] with { Spend = new(new(2026, 11, 29), 1, 9.5m, 0, [], [met]) };
        var facts = Ordered(Order(SteeringVerb.Set, met.Setting, "10")) with { Accounts = [new("a", null, null, null, null, null, 0, 0), new("b", null, null, null, null, null, 0, 0)] };

        var verdict = HealthDecision.Of(facts with { Status = facts.Status with { Environments = [environment] } });

        (verdict.First!.Code, verdict.Moving.Answer).ShouldBe((cause, budget is "day" ? "no" : "at risk"));
        verdict.First.Sentence.ShouldEndWith($" Ordered: {met.Setting} is set to 10 since 1970-01-01 00:00Z until 'set --reset', by Zoé: site is slow.");
    }

    [Fact]
    public void A_few_failures_among_many_documents_are_no_pile()
    {
        var environment = StatusReports.Calm.Environments[0];
        HealthFacts Of(long all, long failed) => Calm with
        {
            Status = StatusReports.Calm with
            {
                Environments = [environment with { Signs = new(DateTimeOffset.UnixEpoch, new(0, 0), new(0), new(0), new(all, failed, "failed"), new(0)) }],
            },
        };

        Codes(Of(1000, 99)).ShouldBeEmpty();
        Codes(Of(1000, 100)).ShouldBe(["dead_letters"]);
        Codes(Of(9, 9)).ShouldBeEmpty();
    }

    [Fact]
    public void Too_few_accounts_matter_only_where_something_waits_to_be_bought()
    {
        var daemon = StatusReports.Daemon() with { Slots = [HealthBench.Buyer(1), HealthBench.Buyer(2)] };
        var facts = Calm with { Accounts = [new("a", null, null, null, null, null, 0, 0)], Status = StatusReports.Calm with { Daemons = [daemon] } };

        Codes(facts).ShouldBe(["too_few_accounts"]);
        Codes(facts with { Status = facts.Status with { Environments = [StatusReports.Calm.Environments[0] with { Queue = [] }] } }).ShouldBeEmpty();
    }

    private static Parked Held(ParkingCause cause, DocumentSource? kind) => new(TargetEnvironment.Prod, JobStage.Download, cause, "met", "it has passed", DateTimeOffset.UnixEpoch, kind);

    private static SteeringOrder Order(SteeringVerb verb, string subject, string? value = null) =>
        new(Guid.NewGuid(), 1, verb, subject, value, null, IsLifted: false, "Zoé", DateTimeOffset.UnixEpoch, Why: "site is slow");

    private static HealthFacts Ordered(params SteeringOrder[] orders) => Calm with { Status = StatusReports.Calm with { Orders = orders } };

    private static IEnumerable<string> Codes(HealthFacts facts)
    {
        var verdict = HealthDecision.Of(facts);
        return [.. verdict.First is { } first ? [first.Code] : Array.Empty<string>(), .. verdict.Also.Select(other => other.Code)];
    }
}
