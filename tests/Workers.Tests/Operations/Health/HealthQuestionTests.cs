using Shouldly;
using Simulators.Servers;
using Workers.House;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Supervisor.Reconciliation;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>The verdict over a real Redis and a real Postgres into which one fault at a time is planted.</summary>
public sealed class HealthQuestionTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private HealthBench _bench = null!;

    public static TheoryData<string> Faults => [.. PlantedFaults.All.Keys];

    public async ValueTask InitializeAsync() => _bench = await HealthBench.StartAsync(postgres, redis);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Where_nothing_is_wrong_all_is_well()
    {
        var verdict = await _bench.AskAsync();

        verdict.First.ShouldBeNull();
        verdict.IsWell.ShouldBeTrue();
        new[] { verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer }.ShouldAllBe(answer => answer == "yes");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_first_cause_of_a_planted_fault_is_named_with_one_next_command(string fault)
    {
        var (cause, plantAsync) = PlantedFaults.All[fault];
        await plantAsync(_bench);

        var verdict = await _bench.AskAsync();

        var first = verdict.First.ShouldNotBeNull();
        first.Code.ShouldBe(HealthCauses.CodeOf(cause), first.Sentence);
        first.Sentence.ShouldNotBeNullOrWhiteSpace();
        first.Next.ShouldNotBeNullOrWhiteSpace();
        var rule = HealthCauses.Of(cause);
        foreach (var (judged, meant) in new[] { (verdict.Money, rule.Money), (verdict.Documents, rule.Documents), (verdict.Moving, rule.Moving) })
        {
            (judged.Is >= (meant ?? HealthAnswer.Yes)).ShouldBeTrue(judged.Answer);
        }
    }

    [Fact]
    public async Task A_Redis_that_hangs_is_told_from_one_that_is_not_there_and_nothing_is_green_that_only_it_knows()
    {
        await using var frozen = await RedisServer.StartAsync();
        _bench.Set("REDIS_URL", frozen.Url);
        frozen.Pause();
        try
        {
            var verdict = await _bench.AskAsync();

            verdict.First!.Code.ShouldBe("redis_frozen");
            verdict.First.Sentence.ShouldContain("takes connections and answers nothing");
            (verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer).ShouldBe(("yes", "unknown", "unknown"));
            verdict.Also.ShouldBeEmpty();
        }
        finally
        {
            frozen.Continue();
        }
    }

    [Fact]
    public async Task A_Postgres_that_hangs_leaves_everything_unknown_within_the_bound()
    {
        await using var frozen = await PostgresServer.StartAsync();
        _bench.Set("DEV_SUPABASE_DB_URL", frozen.Url());
        frozen.Pause();
        try
        {
            var verdict = await _bench.AskAsync();

            verdict.First!.Code.ShouldBe("database_away");
            (verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer).ShouldBe(("unknown", "unknown", "unknown"));
        }
        finally
        {
            frozen.Continue();
        }
    }

    [Fact]
    public async Task Where_neither_answers_nothing_is_known()
    {
        _bench.Set("REDIS_URL", "redis://127.0.0.1:1");
        _bench.Set("DEV_SUPABASE_DB_URL", "postgresql://nobody@127.0.0.1:1/none");

        var verdict = await _bench.AskAsync();

        (verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer).ShouldBe(("unknown", "unknown", "unknown"));
    }

    [Fact]
    public async Task What_a_silent_daemon_said_before_is_no_advice()
    {
        await _bench.ShowAsync(HealthBench.Daemon with
        {
            Parked = [new(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.KeyRefused, "refused", "it is not", DateTimeOffset.UtcNow)],
            Drift = DriftReport.Empty with { Now = 3 },
        });
        await _bench.AgeAsync(TimeSpan.FromSeconds(8));

        var verdict = await _bench.AskAsync();

        verdict.First!.Code.ShouldBe("daemon_frozen");
        verdict.Also.ShouldBeEmpty();
    }

    [Fact]
    public async Task Invoices_that_were_compared_long_ago_are_compared_again_before_anybody_looks_at_them()
    {
        await PlantedFaults.All["an invoice is unknown"].PlantAsync(_bench);
        (await _bench.AskAsync()).First!.Next.ShouldBe("Workers invoices list");

        await _bench.SqlAsync("update registre_invoice_runs set ran_at = now() - interval '3 days'");

        var old = (await _bench.AskAsync()).First!;
        old.Next.ShouldBe("Workers invoices reconcile");
        old.Sentence.ShouldContain("compare them again first");
    }

    [Fact]
    public async Task One_environment_can_be_asked_about_alone()
    {
        await using var other = await QueueDatabase.CreateEmptyAsync(postgres);
        _bench.Set("PROD_SUPABASE_DB_URL", other.Url);
        _bench.Set("PROD_DOCUMENTS_PATH", "/tmp");

        (await _bench.AskAsync()).First!.Next.ShouldBe("Workers migrate --env prod --plan", "it may be another database");
        (await _bench.AskAsync(TargetEnvironment.Dev)).IsWell.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_several_causes_the_ranked_table_says_which_is_first_and_each_question_has_its_own()
    {
        foreach (var fault in new[] { "dead letters pile up", "a purchase is uncertain", "no daemon runs" })
        {
            await PlantedFaults.All[fault].PlantAsync(_bench);
        }

        var verdict = await _bench.AskAsync();

        verdict.First!.Code.ShouldBe("no_daemon");
        (verdict.Money.Cause, verdict.Documents.Cause, verdict.Moving.Cause).ShouldBe(("purchase_uncertain", "dead_letters", "no_daemon"));
        verdict.Also.Select(finding => finding.Code).ShouldBe(["purchase_uncertain", "dead_letters"]);
    }

    [Fact]
    public void Every_cause_has_one_rank_and_a_line_in_the_runbook_that_leads_to_a_heading_there()
    {
        HealthCauses.Ranked.Select(rule => rule.Cause).ShouldBe(Enum.GetValues<HealthCause>(), ignoreOrder: false);
        var runbook = Repository.Read("docs/runbook.md");
        var headings = runbook.Split('\n').Where(line => line.StartsWith("##", StringComparison.Ordinal))
            .Select(line => line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-').Replace("`", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var lines = runbook.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("](#", StringComparison.Ordinal)).ToList();

        HealthCauses.Ranked.Select(rule => rule.Entry).Except(headings).ShouldBeEmpty();
        lines.Select(line => line.Split('`')[1]).ShouldBe(HealthCauses.Ranked.Select(rule => HealthCauses.CodeOf(rule.Cause)));
        lines.Zip(HealthCauses.Ranked).ShouldAllBe(pair => pair.First.Contains($"](#{pair.Second.Entry})"));
    }
}
