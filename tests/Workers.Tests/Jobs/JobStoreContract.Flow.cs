using Shouldly;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Jobs;

public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_document_walks_from_waiting_to_read()
    {
        var id = await EnqueueAsync(Index());

        var download = await ClaimDownloadAsync();
        download.Id.ShouldBe(id);
        download.Stage.ShouldBe(JobStage.Download);
        download.DocumentSource.ShouldBe(DocumentSource.Index);
        download.DocumentNumber.ShouldBe("1425100");
        download.CirconscriptionFonciere.ShouldBe("Montréal");
        download.WorkerId.ShouldBe("registre-1");
        (download.Attempt, download.MaxAttempts).ShouldBe((1, 3));
        (await StatusAsync(id)).ShouldBe(2);

        (await Store.CompleteDownloadAsync(download.Claim, Stored, CancellationToken.None)).ShouldBe(Written.Now);
        (await StatusAsync(id)).ShouldBe(3);
        (await ColumnAsync<object>(id, "worker_id")).ShouldBe(DBNull.Value);

        var reading = await ClaimOcrAsync();
        reading.Id.ShouldBe(id);
        reading.SupabasePath.ShouldBe(Stored.SupabasePath);
        reading.ContentSha256.ShouldBe(Sha);
        reading.ClaimToken.ShouldBeGreaterThan(download.ClaimToken);

        (await Store.CompleteOcrAsync(reading.Claim, Reading, CancellationToken.None)).ShouldBe(Written.Now);
        (await StatusAsync(id)).ShouldBe(4);
        (await ColumnAsync<string>(id, "boosted_file_content")).ShouldBe("corrigé");
        (await ColumnAsync<decimal>(id, "ocr_cost_usd")).ShouldBe(0.0123m);

        var history = await Store.ReadEventsAsync(id, CancellationToken.None);
        history.Events.Select(e => e.Kind).ShouldBe(["enqueued", "claimed", "stored", "claimed", "read"]);
        history.BlockedBy.ShouldBeNull();
    }

    [Fact]
    public async Task A_history_tells_for_which_stage_a_worker_could_take_the_document_now()
    {
        var index = await EnqueueAsync(Index());
        (await ReadyForAsync(index)).ShouldBe(JobStage.Download);

        var job = await ClaimDownloadAsync();
        (await ReadyForAsync(index)).ShouldBeNull();
        await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None);
        (await ReadyForAsync(index)).ShouldBe(JobStage.Ocr);

        var reading = await ClaimOcrAsync();
        await Store.FailAsync(reading.Claim, Transient("later"), TimeSpan.FromSeconds(30), CancellationToken.None);
        (await ReadyForAsync(index)).ShouldBeNull();
        (await ReadyForAsync(Guid.NewGuid())).ShouldBeNull();

        async Task<JobStage?> ReadyForAsync(Guid id) => (await Store.ReadEventsAsync(id, CancellationToken.None)).ReadyFor;
    }

    [Fact]
    public async Task Outcomes_that_come_together_are_each_written_and_answered_for_themselves()
    {
        await Store.EnqueueAsync([.. Enumerable.Range(1, 12).Select(n => Index($"{n}"))], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, [.. Enumerable.Range(1, 12).Select(n => $"registre-{n}")]);
        var stale = jobs.Take(4).Select(job => job.Claim with { ClaimToken = job.ClaimToken - 1 });

        var answers = await Task.WhenAll(stale.Concat(jobs.Skip(4).Select(job => job.Claim))
            .Select((claim, n) => Store.CompleteDownloadAsync(claim, Stored with { SupabasePath = $"index/{n}.pdf" }, CancellationToken.None)));

        answers.ShouldBe([.. Enumerable.Repeat(Written.Stale, 4), .. Enumerable.Repeat(Written.Now, 8)]);
        (await Database.ListAsync<string>("select document_number || ' ' || supabase_path from extraction_queue where status_id = 3 order by available_at"))
            .ShouldBe([.. jobs.Select((job, n) => $"{job.DocumentNumber} index/{n}.pdf").Skip(4)]);

        var readings = await ClaimAsync(JobStage.Ocr, DocumentSource.Index, [.. Enumerable.Range(1, 12).Select(n => $"ocr-{n}")]);
        var read = await Task.WhenAll(readings.Select(job => Store.CompleteOcrAsync(
            job.Claim, Reading with { FileContent = job.DocumentNumber }, CancellationToken.None)));

        read.ShouldAllBe(written => written == Written.Now);
        (await Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 4 and file_content = document_number")).ShouldBe(8);
    }

    [Fact]
    public async Task A_plan_ends_when_it_is_stored()
    {
        var id = await EnqueueAsync(Plan());
        var job = await ClaimDownloadAsync();

        await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None);

        (await StatusAsync(id)).ShouldBe(3);
        (await ClaimAsync(JobStage.Ocr, DocumentSource.Index, "a")).ShouldBeEmpty();
        (await ClaimAsync(JobStage.Ocr, DocumentSource.Acte, "b")).ShouldBeEmpty();
        (await Store.CancelAsync([id], null, CancellationToken.None))[0].Result.ShouldBe(OperatorResult.Refused);
    }

    [Fact]
    public async Task Each_worker_gets_its_own_document_and_an_empty_queue_gives_none()
    {
        var ids = (await Store.EnqueueAsync([Index("1"), Acte("2"), Plan("3")], CancellationToken.None)).Select(d => d.Id!.Value).ToArray();

        var claimed = await ClaimAsync(JobStage.Download, null, "a", "b", "c", "d");

        claimed.Select(job => job.Id).ShouldBe(ids, ignoreOrder: true);
        claimed.Select(job => job.WorkerId).ShouldBe(["a", "b", "c"]);
        (await ClaimAsync(JobStage.Download, null, "d")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Higher_priority_goes_first_then_the_oldest()
    {
        await Store.EnqueueAsync([Index("1")], CancellationToken.None);
        await Store.EnqueueAsync([Index("2")], CancellationToken.None);
        await Store.EnqueueAsync([Index("3") with { Priority = 5 }], CancellationToken.None);

        var numbers = new List<string>();
        for (var worker = 0; worker < 3; worker++)
        {
            numbers.Add((await ClaimDownloadAsync($"w{worker}")).DocumentNumber);
        }

        numbers.ShouldBe(["3", "1", "2"]);
    }

    [Fact]
    public async Task One_claim_serves_several_wants()
    {
        await Store.EnqueueAsync([Acte(), Index()], CancellationToken.None);
        foreach (var job in await ClaimAsync(JobStage.Download, null, "r1", "r2"))
        {
            await Store.CompleteDownloadAsync(job.Claim, Stored, CancellationToken.None);
        }

        var plan = await EnqueueAsync(Plan());
        var claimed = await Store.ClaimAsync(
            Request(
                new ClaimWant(JobStage.Download, null, ["r1"]),
                new ClaimWant(JobStage.Ocr, DocumentSource.Index, ["o1", "o2"]),
                new ClaimWant(JobStage.Ocr, DocumentSource.Acte, ["o3"])),
            CancellationToken.None);

        claimed.Select(job => job.WorkerId).ShouldBe(["r1", "o1", "o3"]);
        claimed[0].Id.ShouldBe(plan);
        claimed.Select(job => job.DocumentSource).ShouldBe([DocumentSource.PlanCadastraux, DocumentSource.Index, DocumentSource.Acte]);
    }

    [Fact]
    public async Task A_document_whose_bytes_lie_on_another_machine_waits_for_it_and_not_for_ever()
    {
        await EnqueueAsync(Index());
        var job = await ClaimDownloadAsync();
        await SendHomeAsync(job);

        (await ClaimAsync(JobStage.Download, null, "registre-1")).ShouldBeEmpty();
        (await Store.ReadDepthAsync(exact: false, CancellationToken.None, "vm-1")).DownloadsReady.ShouldBe(0);
        var there = await Store.ReadDepthAsync(exact: false, CancellationToken.None, "vm-2");
        (there.DownloadsReady, there.Pinned).ShouldBe((1, true));
        var pinned = await Store.ReadEventsAsync(job.Id, CancellationToken.None);
        pinned.BlockedBy!.ShouldStartWith("only machine vm-2 may take it until");
        pinned.ReadyFor.ShouldBeNull();
        var own = Request(new ClaimWant(JobStage.Download, null, ["registre-9"])) with { MachineId = "vm-2" };
        await SendHomeAsync((await Store.ClaimAsync(own, CancellationToken.None)).ShouldHaveSingleItem());

        await Database.SetClockAheadAsync(TimeSpan.FromHours(2));
        var later = await Store.ReadDepthAsync(exact: false, CancellationToken.None, "vm-1");
        (later.DownloadsReady, later.Pinned).ShouldBe((1, false));
        (await ClaimAsync(JobStage.Download, null, "registre-1")).ShouldHaveSingleItem();

        Task SendHomeAsync(ClaimedJob held) => Store.HandBackAsync(
            held.Claim, new(HandBackReason.Shutdown, "not here", Home: new("vm-2", TimeSpan.FromHours(1))), 20, CancellationToken.None);
    }

    [Fact]
    public async Task The_same_key_adds_one_document_and_a_bad_document_is_refused_by_name()
    {
        var first = await Store.EnqueueAsync([Index(key: "dossier-7/lot-1"), Index(key: "dossier-7/lot-1")], CancellationToken.None);
        var second = await Store.EnqueueAsync(
            [Index(key: "dossier-7/lot-1"), Index(" "), Plan() with { Cadastre = null }, Acte() with { ActeType = "Vente" }],
            CancellationToken.None);

        first.Select(d => d.Result).ShouldBe([EnqueueResult.Created, EnqueueResult.Existing]);
        first[1].Id.ShouldBe(first[0].Id);
        second.Select(d => d.Result).ShouldBe([EnqueueResult.Existing, EnqueueResult.Refused, EnqueueResult.Refused, EnqueueResult.Refused]);
        second[0].Id.ShouldBe(first[0].Id);
        second[1].Reason!.ShouldContain("document_number");
        second[2].Reason!.ShouldContain("cadastre");
        second[3].Reason!.ShouldContain("acte_type");
        (await Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(1);
    }

    [Fact]
    public async Task Depth_tells_what_can_be_claimed_what_waits_and_what_runs()
    {
        await Store.EnqueueAsync([Index("1"), Acte("2"), Index("3")], CancellationToken.None);
        var running = await ClaimDownloadAsync();
        await Store.EnqueueAsync([Plan("4")], CancellationToken.None);
        var failing = (await ClaimAsync(JobStage.Download, DocumentSource.PlanCadastraux, "x")).ShouldHaveSingleItem();
        await Store.FailAsync(failing.Claim, Transient(), TimeSpan.FromHours(1), CancellationToken.None);
        running.DocumentSource.ShouldBe(DocumentSource.Index);

        foreach (var exact in new[] { false, true })
        {
            var depth = await Store.ReadDepthAsync(exact, CancellationToken.None);
            depth.DownloadsReady.ShouldBe(2);
            depth.Running.ShouldBe(1);
            depth.OcrReady(DocumentSource.Index).ShouldBe(0);
            depth.Queue.Single(g => g.DocumentSource == DocumentSource.PlanCadastraux).Deferred.ShouldBe(1);
            depth.OldestWait(JobStage.Download).ShouldNotBeNull();
            depth.OldestWait(JobStage.Ocr).ShouldBeNull();
        }

        await Database.SetClockAheadAsync(TimeSpan.FromMinutes(5));
        await ClaimAsync(JobStage.Download, DocumentSource.Acte, "registre-2");
        await ClaimAsync(JobStage.Download, DocumentSource.Index, "registre-3");
        await Store.HandBackAsync(running.Claim, new(HandBackReason.Shutdown, "stopping"), 20, CancellationToken.None);
        var later = await Store.ReadDepthAsync(exact: false, CancellationToken.None);
        later.OldestWait(JobStage.Download)!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        later.LongestUnclaimed(JobStage.Download)!.Value.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }
}
