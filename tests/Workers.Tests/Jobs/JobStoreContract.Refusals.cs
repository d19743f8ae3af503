using Shouldly;
using Xunit;

namespace Workers.Jobs;

/// <summary>A row whose update the database refuses, by a trigger or a constraint of the owner, costs no other row anything.</summary>
public abstract partial class JobStoreContract
{
    private const string Sentence = "dossier 17 is closed";

    [Theory]
    [InlineData("a trigger before the update", Sentence)]
    [InlineData("a trigger after the update", Sentence)]
    [InlineData("a trigger at the commit", Sentence)]
    [InlineData("a trigger that calls what does not exist", "does not exist")]
    [InlineData("a trigger that leaves the update out", "leaves its update out")]
    [InlineData("a constraint", "owner_check")]
    public async Task A_row_whose_update_is_refused_is_left_aside_by_name_and_the_rest_is_claimed(string by, string said)
    {
        var bad = await EnqueueAsync(Index("17") with { Priority = 9 });
        var good = await EnqueueAsync(Index("18"));
        var acte = await EnqueueAsync(Acte());
        await RefuseAsync(bad, by);

        var claimed = await ClaimAsync(JobStage.Download, null, "a");

        claimed.ShouldHaveSingleItem().Id.ShouldBe(good);
        var refused = claimed.Refused.ShouldHaveSingleItem();
        refused.Id.ShouldBe(bad);
        refused.Said.ShouldContain(said);
        var next = await ClaimAsync(JobStage.Download, null, "b", "c");
        next.ShouldHaveSingleItem().Id.ShouldBe(acte);
        next.Refused.ShouldBeEmpty();
        (await StatusAsync(bad)).ShouldBe(1);
        var depth = await Store.ReadDepthAsync(exact: true, CancellationToken.None);
        depth.RefusedCount.ShouldBe(1);
        depth.Refused.ShouldHaveSingleItem().Said.ShouldBe(refused.Said);
    }

    [Fact]
    public async Task A_row_that_was_refused_is_tried_again_ever_more_seldom_and_forgotten_once_it_is_accepted()
    {
        var bad = await EnqueueAsync(Index("17"));
        await RefuseAsync(bad, "a trigger before the update");
        foreach (var minutes in (int[])[0, 1, 3, 7, 15, 30, 45])
        {
            await Database.SetClockAheadAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(30));
            (await ClaimAsync(JobStage.Download, null, "a")).Refused.Count.ShouldBe(0, $"half a minute before minute {minutes}");
            await Database.SetClockAheadAsync(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(20));
            (await ClaimAsync(JobStage.Download, null, "a")).Refused.Count.ShouldBe(1, $"after minute {minutes}");
        }

        await AcceptAgainAsync();
        await Database.SetClockAheadAsync(TimeSpan.FromMinutes(62));

        (await ClaimAsync(JobStage.Download, null, "a")).ShouldHaveSingleItem().Id.ShouldBe(bad);
        (await Store.ReadDepthAsync(exact: true, CancellationToken.None)).RefusedCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("a trigger before the update")]
    [InlineData("a trigger at the commit")]
    public async Task A_lease_that_cannot_be_renewed_costs_no_other_its_lease(string by)
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 4).Select(n => Index($"{n}"))], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b", "c", "d");
        await RefuseAsync(jobs[1].Id, by);
        await Database.SetClockAheadAsync(TimeSpan.FromSeconds(5));

        var states = await Store.RenewAsync(jobs.Select(job => job.Claim), Lease, CancellationToken.None);

        jobs.Select(job => states[job.Id]).ShouldBe([LeaseState.Held, LeaseState.Refused, LeaseState.Held, LeaseState.Held]);
        (await Database.ReadAsync<long>("select count(distinct lease_expires_at) from extraction_queue")).ShouldBe(2);
        (await Store.ReadDepthAsync(exact: true, CancellationToken.None)).Refused.ShouldHaveSingleItem().Said.ShouldContain(Sentence);
    }

    [Theory]
    [InlineData("a trigger before the update")]
    [InlineData("a trigger at the commit")]
    public async Task A_row_that_cannot_be_rescued_costs_no_other_its_rescue(string by)
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 4).Select(n => Index($"{n}"))], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b", "c", "d");
        await RefuseAsync(jobs[1].Id, by);

        var answer = await LoseLeasesAsync();

        answer.Jobs.Select(job => job.Id).ShouldBe(jobs.Select(job => job.Id).Where(id => id != jobs[1].Id), ignoreOrder: true);
        var refused = answer.Refused.ShouldHaveSingleItem();
        refused.Id.ShouldBe(jobs[1].Id);
        refused.Said.ShouldContain(Sentence);
        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Refused.ShouldBe(null, "it is left aside");
        await AcceptAgainAsync();
        (await LoseLeasesAsync()).Jobs.ShouldContain(job => job.Id == jobs[1].Id);
    }

    [Theory]
    [InlineData("a trigger before the update")]
    [InlineData("a trigger at the commit")]
    [InlineData("a trigger that calls what does not exist")]
    public async Task A_document_whose_end_is_refused_costs_no_other_its_end(string by)
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 4).Select(n => Index($"{n}"))], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, "a", "b", "c", "d");
        await RefuseAsync(jobs[1].Id, by);

        var writes = jobs.Select(job => Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None)).ToArray();

        await Should.ThrowAsync<Workers.Database.DatabaseException>(() => writes[1]);
        (await Task.WhenAll(writes.Where((_, place) => place != 1))).ShouldAllBe(written => written == Written.Now);
    }

    [Fact]
    public async Task An_answer_to_a_claim_that_was_lost_is_repeated_without_the_row_that_is_refused_since()
    {
        await Store.EnqueueAsync([Index("1"), Index("2")], CancellationToken.None);
        var request = Request(new ClaimWant(JobStage.Download, null, ["a", "b"]));
        var first = await Store.ClaimAsync(request, CancellationToken.None);
        await RefuseAsync(first[0].Id, "a trigger before the update");

        var again = await Store.ClaimAsync(request, CancellationToken.None);

        again.ShouldHaveSingleItem().Claim.ShouldBe(first[1].Claim);
        again.Refused.ShouldHaveSingleItem().Id.ShouldBe(first[0].Id);
    }

    /// <summary>From here on the owner's database refuses every update of this row.</summary>
    private Task RefuseAsync(Guid id, string by)
    {
        var (kind, deed) = by switch
        {
            "a trigger before the update" => ("trigger owner_rule before update", $"raise exception '{Sentence}';"),
            "a trigger after the update" => ("trigger owner_rule after update", $"raise exception '{Sentence}';"),
            "a trigger at the commit" => ("constraint trigger owner_rule after update", $"raise exception '{Sentence}';"),
            "a trigger that calls what does not exist" => ("trigger owner_rule before update", "perform of_the_owner();"),
            "a trigger that leaves the update out" => ("trigger owner_rule before update", "return null;"),
            _ => ("", ""),
        };
        return Database.ExecuteAsync(kind.Length == 0
            ? $"alter table extraction_queue add constraint owner_check check (id <> '{id}') not valid"
            : $"""
              create function owner_rule() returns trigger language plpgsql as $$ begin
                if new.id = '{id}' then {deed} end if;
                return new;
              end $$;
              create {kind} on extraction_queue {(by.EndsWith("commit", StringComparison.Ordinal) ? "deferrable initially deferred" : "")} for each row execute function owner_rule();
              """);
    }

    private Task AcceptAgainAsync() => Database.ExecuteAsync("drop trigger owner_rule on extraction_queue");
}
