using Npgsql;
using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>A budget stops a purchase with the write before the request that may bill.</summary>
public abstract partial class ConsultationLedgerTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 29, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_days_budget_stops_before_it_is_passed_and_opens_at_midnight_in_Quebec()
    {
        await _database.SetClockAsync(Evening);
        var ledger = Ledger(new(Day: 3.00m));
        await SubmitNewAsync(ledger, "1");
        var second = await SubmitNewAsync(ledger, "2");

        var met = await Should.ThrowAsync<RegistreFailure>(() => SubmitNewAsync(ledger, "3"));
        met.Fault.ShouldBe(RegistreFault.OverBudget);
        met.RetryAfter.ShouldBe(TimeSpan.FromHours(2));
        met.Message.ShouldBe("REGISTRE_BUDGET_CAD_DAY of DEV: 3.00 of 3.00 CAD are spent and a document costs 1.50; it opens again at 2026-11-29 05:00Z");
        (await _database.ListAsync<string>("select state from registre_consultations order by document_number")).ShouldBe(["submitting", "submitting", "prepared"]);

        // What is written down was within the budget: asked for again, it is the same purchase.
        (await ledger.MarkSubmittingAsync(second.Row, second.Claim, second.Submission, "12A3456", Lease, CancellationToken.None)).ShouldBeTrue();
        await _database.SetClockAsync(Evening.AddHours(2));
        await SubmitNewAsync(ledger, "4");
    }

    [Fact]
    public async Task What_the_site_refused_gives_its_money_back()
    {
        var ledger = Ledger(new(Day: 1.50m));
        var first = await SubmitNewAsync(ledger, "1");
        await ledger.SettleAsync(first.Row, first.Claim, first.Submission, ConsultationState.Abandoned, "not found", Lease, CancellationToken.None);

        await SubmitNewAsync(ledger, "2");
    }

    [Fact]
    public async Task An_accounts_day_is_its_own()
    {
        var ledger = Ledger(new(AccountDay: 1.50m));
        await SubmitNewAsync(ledger, "1");

        (await Should.ThrowAsync<RegistreFailure>(() => SubmitNewAsync(ledger, "2"))).Message.ShouldStartWith("REGISTRE_BUDGET_CAD_ACCOUNT_DAY of 12A3456: 1.50 of 1.50");
        await SubmitNewAsync(ledger, "3", account: "98Z0001");
    }

    [Fact]
    public async Task A_dossiers_budget_holds_over_days_and_is_known_before_anything_is_searched()
    {
        await _database.SetClockAsync(Evening);
        var ledger = Ledger(new(Dossier: 1.50m));
        await SubmitNewAsync(ledger, "1", "A");
        await _database.SetClockAsync(Evening.AddDays(3));

        var claim = await ClaimForAsync("A");
        var begun = await ledger.BeginAsync(Numbered("2"), claim, TimeSpan.Zero, CancellationToken.None);
        begun.Budget.ShouldNotBeNull().Describe().ShouldBe(
            "REGISTRE_BUDGET_CAD_DOSSIER of A: 1.50 of 1.50 CAD are spent and a document costs 1.50; it opens again when the budget is raised");
        await SubmitNewAsync(ledger, "3", "B");
        await SubmitNewAsync(ledger, "4");
    }

    [Fact]
    public async Task Submissions_at_once_do_not_spend_the_same_rest_of_a_budget()
    {
        var ledger = Ledger(new(Dossier: 3.00m));
        var purchases = new List<(Guid Row, ClaimRef Claim)>();
        foreach (var number in Enumerable.Range(1, 8))
        {
            var claim = await ClaimForAsync("A");
            purchases.Add(((await ledger.BeginAsync(Numbered($"{number}"), claim, TimeSpan.Zero, CancellationToken.None)).Consultation!.Id, claim));
        }

        var sent = await Task.WhenAll(purchases.Select(async purchase =>
        {
            try
            {
                return await ledger.MarkSubmittingAsync(purchase.Row, purchase.Claim, Guid.NewGuid(), "12A3456", Lease, CancellationToken.None);
            }
            catch (RegistreFailure)
            {
                return false;
            }
        }));

        sent.Count(accepted => accepted).ShouldBe(2);
        (await _database.ReadAsync<decimal>("select sum(cad) from registre_spend")).ShouldBe(3.00m);
    }

    [Fact]
    public async Task A_submission_waits_for_one_that_is_not_committed_yet_and_sees_what_it_spent()
    {
        var ledger = Ledger(new(Day: 1.50m));
        var (first, second) = (await ClaimForAsync(null), await ClaimForAsync(null));
        var row = (await ledger.BeginAsync(Numbered("1"), first, TimeSpan.Zero, CancellationToken.None)).Consultation!.Id;
        var other = (await ledger.BeginAsync(Numbered("2"), second, TimeSpan.Zero, CancellationToken.None)).Consultation!.Id;
        await using var source = NpgsqlDataSource.Create(_database.Address.ForPool());
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var submit = new NpgsqlCommand(
            $$"""
            select workers_consultation_submit('{"id": "{{row}}", "claim_token": {{first.ClaimToken}}, "submission": "{{Guid.NewGuid()}}", "account": "12A3456",
              "tariff": [{"price_cad": 1.50, "from": "2026-04-01"}], "budgets": {"day": 1.50} }')->>'accepted'
            """,
            connection,
            transaction);
        (await submit.ExecuteScalarAsync()).ShouldBe("true");

        var waiting = ledger.MarkSubmittingAsync(other, second, Guid.NewGuid(), "12A3456", Lease, CancellationToken.None);
        while (!waiting.IsCompleted && await _database.ReadAsync<bool>(
            "select not exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))"))
        {
            await Task.Yield();
        }

        await transaction.CommitAsync();
        (await Should.ThrowAsync<RegistreFailure>(() => waiting)).Fault.ShouldBe(RegistreFault.OverBudget);
    }

    [Fact]
    public async Task A_document_that_waits_for_a_budget_loses_no_attempt_however_often_and_is_explained()
    {
        var ledger = Ledger(new(Dossier: 1m));
        var claim = await ClaimForAsync("A");
        var over = RegistreFailure.OverBudget((await ledger.BeginAsync(Acte, claim, TimeSpan.Zero, CancellationToken.None)).Budget.ShouldNotBeNull());
        var outcome = FailureOutcome.Of(over, [], TimeSpan.Zero).ShouldBeOfType<JobOutcome.HandedBack>();

        for (var turn = 0; turn < 5; turn++)
        {
            await _jobs.HandBackAsync(claim, outcome, freeHandBacks: 1, CancellationToken.None);
            (await _jobs.ReadEventsAsync(claim.Id, CancellationToken.None)).BlockedBy.ShouldNotBeNull().ShouldEndWith($": {over.Message}");
            await _database.ExecuteAsync("update extraction_queue set available_at = workers_internal.clock()");
            claim = await ClaimWaitingAsync();
        }

        (await _database.ReadAsync<int>("select attemtps from extraction_queue")).ShouldBe(1);
        await _jobs.HandBackAsync(claim, outcome, freeHandBacks: 1, CancellationToken.None);
        var spend = await new SpendReader(_functions, new(Prices, new(Dossier: 1m))).ReadAsync(CancellationToken.None);
        spend.Met.ShouldHaveSingleItem().Describe().ShouldBe(over.Message);
    }

    /// <summary>The price is 1.50. Only what waits for a budget comes forward, and only where its own is not used up any more.</summary>
    [Fact]
    public async Task Who_waits_for_a_budget_comes_forward_when_it_is_raised()
    {
        foreach (var (dossier, reason) in new[] { ("A", HandBackReason.OverBudget), ("B", HandBackReason.OverBudget), ("A", HandBackReason.Outage) })
        {
            await _jobs.HandBackAsync(await ClaimForAsync(dossier), new JobOutcome.HandedBack(reason, "waits", TimeSpan.FromHours(9)), freeHandBacks: 1, CancellationToken.None);
        }

        await _database.ExecuteAsync("""
            insert into registre_consultations (environment, job_id, claim_token, document_source, document_number, circonscription, acte_type, state, account, price_cad, submitting_at, dossier)
            values ('DEV', gen_random_uuid(), 1, 'acte', '7', 'montreal', 'acte', 'submitting', '12A3456', 1.50, workers_internal.clock(), 'B')
            """);

        (await ReopenAsync(new(Day: 1.50m))).ShouldBe(0);
        (await ReopenAsync(new(Day: 9m, Dossier: 1.50m))).ShouldBe(1);
        (await ReopenAsync(new(Day: 9m, Dossier: 1.50m))).ShouldBe(0);
        (await _database.ListAsync<string>("select dossier from extraction_queue where available_at <= workers_internal.clock()")).ShouldBe(["A"]);
        (await ReopenAsync(new())).ShouldBe(1);
        (await _database.ReadAsync<long>("select count(*) from extraction_queue where available_at > workers_internal.clock()")).ShouldBe(1, "the outage has its own end");
        (await _database.ReadAsync<long>("select count(*) from job_events where kind = 'reopened'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_row_that_the_owners_rules_refuse_is_left_aside_and_said_and_the_others_come_forward()
    {
        foreach (var dossier in new[] { "A", "B", "C" })
        {
            await _jobs.HandBackAsync(await ClaimForAsync(dossier), new JobOutcome.HandedBack(HandBackReason.OverBudget, "waits", TimeSpan.FromHours(9)), freeHandBacks: 1, CancellationToken.None);
        }

        await _database.ExecuteAsync("""
            create function owner_rule() returns trigger language plpgsql as $$ begin if new.dossier = 'B' then raise exception 'dossier B is closed'; end if; return new; end $$;
            create trigger owner_rule before update on extraction_queue for each row execute function owner_rule();
            """);
        var lines = new ScopedLines<BudgetReopening>();
        var reopening = new BudgetReopening(new RegistreOptions(), Steer.Board(), new([_functions]), Loops.On(TimeProvider.System), TimeProvider.System, lines);

        await reopening.RunOnceAsync(CancellationToken.None);
        await reopening.RunOnceAsync(CancellationToken.None);

        (await _database.ListAsync<string>("select dossier from extraction_queue where available_at <= workers_internal.clock() order by 1")).ShouldBe(["A", "C"]);
        var said = lines.Lines.Select(one => one.Line).ToList();
        said.Count.ShouldBe(2, string.Join("\n", said));
        said[0].ShouldContain("brought forward for its budget (dossier B is closed (P0001))");
        said[1].ShouldContain("2 documents waited for a budget");
    }

    private async Task<long> ReopenAsync(Budgets budgets) => (await _functions.CallAsync<Reopened>(
        "workers_budget_reopen", new { Environment = "DEV", Tariff = Prices.Entries, Budgets = budgets, Limit = 10 }, CancellationToken.None)).Count;

    private sealed record Reopened([property: System.Text.Json.Serialization.JsonPropertyName("reopened")] long Count);

    private static DocumentRequest Numbered(string number) => Acte with { Number = number };

    private ConsultationLedger Ledger(Budgets budgets) => new(_functions, "here", new(Prices, budgets), TimeProvider.System);

    private async Task<ClaimRef> ClaimForAsync(string? dossier)
    {
        await _jobs.EnqueueAsync([new(DocumentSource.Acte, "25616321", "Montréal", ActeType: "Acte", Dossier: dossier)], CancellationToken.None);
        return await ClaimWaitingAsync();
    }

    private async Task<(Guid Row, ClaimRef Claim, Guid Submission)> SubmitNewAsync(ConsultationLedger ledger, string number, string? dossier = null, string account = "12A3456")
    {
        var claim = await ClaimForAsync(dossier);
        var row = (await ledger.BeginAsync(Numbered(number), claim, TimeSpan.Zero, CancellationToken.None)).Consultation!.Id;
        var submission = Guid.NewGuid();
        (await ledger.MarkSubmittingAsync(row, claim, submission, account, Lease, CancellationToken.None)).ShouldBeTrue();
        return (row, claim, submission);
    }
}
