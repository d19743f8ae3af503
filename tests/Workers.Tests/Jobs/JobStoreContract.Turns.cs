using System.Globalization;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Workers.Jobs;

public abstract partial class JobStoreContract
{
    private static readonly DateTimeOffset Morning = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Nothing_waits_behind_a_stream_of_higher_priority_for_more_than_ten_minutes_a_step()
    {
        await Database.SetClockAsync(Morning);
        var patient = await EnqueueAsync(Index("patient"));
        var minutes = 0;
        for (var claimed = Guid.Empty; claimed != patient; minutes++)
        {
            await Database.SetClockAsync(Morning.AddMinutes(minutes));
            await Store.EnqueueAsync([Index($"a{minutes}") with { Priority = 3 }, Index($"b{minutes}") with { Priority = 3 }], CancellationToken.None);
            claimed = (await ClaimDownloadAsync()).Id;
            minutes.ShouldBeLessThan(200);
        }

        // What came within the head start of 30 minutes goes first, two for each that is claimed.
        minutes.ShouldBeInRange(61, 64);
    }

    [Fact]
    public async Task An_urgent_document_goes_before_what_came_within_its_head_start()
    {
        await Database.SetClockAsync(Morning);
        await Store.EnqueueAsync([Index("old")], CancellationToken.None);
        await Database.SetClockAsync(Morning.AddMinutes(9));
        await Store.EnqueueAsync([Index("plain"), Index("urgent") with { Priority = 1 }, Index("late") with { Priority = -1 }], CancellationToken.None);

        (await ClaimNumbersAsync(4)).ShouldBe(["urgent", "old", "plain", "late"]);
    }

    [Fact]
    public async Task Priorities_beyond_all_sense_keep_their_order_and_leave_no_calendar()
    {
        await Store.EnqueueAsync(
            [Index("least") with { Priority = int.MinValue }, Index("none"), Index("most") with { Priority = int.MaxValue }], CancellationToken.None);

        (await ClaimNumbersAsync(3)).ShouldBe(["most", "none", "least"]);
        (await Store.ReadDepthAsync(exact: true, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_dossier_of_many_documents_does_not_keep_small_ones_waiting()
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 300).Select(n => Index($"big-{n}") with { Dossier = "2026-1 Large" })], CancellationToken.None);
        await Store.EnqueueAsync([.. Enumerable.Range(0, 3).Select(n => Index($"small-{n}") with { Dossier = "2026-2 Small" }), Index("alone")], CancellationToken.None);

        var order = await ClaimNumbersAsync(40);

        order.Count(number => number.StartsWith("small", StringComparison.Ordinal)).ShouldBe(3);
        order.ShouldContain("alone");
        order.Count(number => number.StartsWith("big", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(30, "three of four go by age");
    }

    [Fact]
    public async Task Without_turns_of_dossiers_all_goes_by_age()
    {
        await Store.EnqueueAsync([.. Enumerable.Range(0, 30).Select(n => Index($"big-{n}") with { Dossier = "L" }), Index("small") with { Dossier = "S" }], CancellationToken.None);

        (await ClaimNumbersAsync(30, turn: 0)).ShouldBe(Enumerable.Range(0, 30).Select(n => $"big-{n}"));
    }

    [Fact]
    public async Task A_dossier_that_only_waits_for_its_time_has_no_turn_and_what_is_read_has_turns_of_its_own()
    {
        await Store.EnqueueAsync(
            [.. Enumerable.Range(0, 8).Select(n => Index($"later-{n}") with { Dossier = "A" }), .. Enumerable.Range(0, 20).Select(n => Index($"big-{n}") with { Dossier = "B" }), Index("small") with { Dossier = "C" }],
            CancellationToken.None);
        await Database.ExecuteAsync("update extraction_queue set available_at = now() + interval '1 day' where dossier = 'A'");

        (await ClaimNumbersAsync(12)).ShouldContain("small");

        await Database.ExecuteAsync("update extraction_queue set status_id = 3, worker_id = null, lease_expires_at = null, claim_request_id = null, supabase_path = 'index/x.pdf', available_at = now() - interval '1 hour'");
        await Database.ExecuteAsync("update extraction_queue set available_at = now() - interval '1 minute' where dossier = 'C'");
        var read = new List<string>();
        for (var n = 0; n < 16; n++)
        {
            read.Add((await ClaimOcrAsync()).DocumentNumber);
        }

        read.ShouldContain("small");
    }

    /// <summary>Whatever waits: each once, and each by its rank among all, with a quarter for the dossiers' turns.</summary>
    [Fact]
    public async Task Whatever_waits_every_document_is_claimed_once_and_none_later_than_its_rank_allows()
    {
        var drawn = Gen.Choose(0, 9).SelectMany(dossier => Gen.Choose(-2, 3).SelectMany(priority => Gen.Choose(0, 90).Select(age => (dossier, priority, age)))).ListOf(60);
        foreach (var (documents, each) in drawn.Sample(60, 3).Zip([1, 2, 5]))
        {
            await Database.ExecuteAsync("delete from extraction_queue");
            await Database.SetClockAsync(Morning);
            await Store.EnqueueAsync(
                [.. documents.Select((one, n) => Index(n.ToString(CultureInfo.InvariantCulture)) with { Priority = one.priority, Dossier = one.dossier > 6 ? null : $"D{one.dossier}" })], CancellationToken.None);
            foreach (var (one, n) in documents.Select((one, n) => (one, n)))
            {
                await Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"update extraction_queue set available_at = available_at - interval '{one.age} minutes' where document_number = '{n}'"));
            }

            var ranks = await Database.ListAsync<string>("select document_number from extraction_queue order by available_at - priority * interval '10 minutes', id");
            List<string> order = [];
            while (order.Count < ranks.Count)
            {
                var claimed = await ClaimAsync(JobStage.Download, null, [.. Enumerable.Range(0, each).Select(n => $"w{n}")]);
                claimed.ShouldNotBeEmpty();
                order.AddRange(claimed.Select(job => job.DocumentNumber));
            }

            order.ShouldBeUnique();
            foreach (var (number, rank) in ranks.Select((number, rank) => (number, rank)))
            {
                order.IndexOf(number).ShouldBeLessThanOrEqualTo((rank * 4 / 3) + each + 1, $"{number} of rank {rank} in {string.Join(' ', order)}");
            }
        }
    }

    private async Task<IReadOnlyList<string>> ClaimNumbersAsync(int count, int? turn = null)
    {
        List<string> numbers = [];
        for (var n = 0; n < count; n++)
        {
            var request = Request(new ClaimWant(JobStage.Download, null, ["w"])) with { DossierTurn = turn };
            numbers.AddRange((await Store.ClaimAsync(request, CancellationToken.None)).Select(job => job.DocumentNumber));
        }

        return numbers;
    }
}
