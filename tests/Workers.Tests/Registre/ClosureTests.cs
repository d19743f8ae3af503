using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.OtherRegistre;
using Workers.Database;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

/// <summary>A registry that closes from Friday 19:00 to Sunday 12:00, in time that leaps: the clock of the claims and the clock of the queue. <c>TEST_SHAPES=all</c> closes it in every form.</summary>
[Collection(OtherCollection.Name)]
public sealed class ClosureTests(OtherWorld world) : IAsyncDisposable
{
    /// <summary>How many workers wait while the site is known to be closed.</summary>
    private const int Workers = 3;

    private static readonly TimeSpan Closure = TimeSpan.FromHours(41);
    private static readonly TimeSpan Leap = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly LeapingTime _clock = new();
    private readonly List<Task<RunningJob?>> _waiting = [];
    private PurchaseBench _bench = null!;
    private ClaimDispatcher _desk = null!;
    private TimeSpan _leapt;
    private int _workers;

    public static TheoryData<string> Forms { get; } = Environment.GetEnvironmentVariable("TEST_SHAPES") is "all" ? [.. Enum.GetNames<ClosedForm>()] : [nameof(ClosedForm.Weekend)];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_weekend_costs_no_document_anything_but_one_probe_a_pause_for_all_and_then_all_are_bought(string form)
    {
        await world.OpenAsync(new() { ClosedForm = Enum.Parse<ClosedForm>(form) });
        _bench = world.Bench;
        await OpenDeskAsync();
        OtherDocument[] wanted =
        [
            OtherWorld.Find(DocumentKind.Index, "Shefford", "856"),
            OtherWorld.Find(DocumentKind.Plan, "Montréal", "2784195"),
            OtherWorld.Find(DocumentKind.Acte, "Montréal", "25616321", "Acte"),
            OtherWorld.Find(DocumentKind.Index, "La Prairie", "2090118"),
            OtherWorld.Find(DocumentKind.Acte, "Laval", "10854077", "Acte"),
        ];
        await _bench.Store.EnqueueAsync([OtherWorld.Ask(wanted[0])], CancellationToken.None);
        (await RunNextAsync(waiting: 1)).ShouldBeOfType<JobOutcome.Stored>();

        world.Site.Closed = true;
        await _bench.Store.EnqueueAsync([.. wanted.Skip(1).Select(OtherWorld.Ask)], CancellationToken.None);
        var probes = 0;
        for (; _leapt < Closure; await LeapAsync())
        {
            var outcome = await RunNextAsync(waiting: probes == 0 ? 1 : Workers);
            outcome.ShouldBeOfType<JobOutcome.HandedBack>($"{outcome}").Reason.ShouldBe(HandBackReason.Outage, $"{outcome}");
            (await CountAsync("status_id = 1 and attemtps = 0 and hand_backs = 0 and lost_leases = 0")).ShouldBe(wanted.Length - 1);
            probes++;
        }

        var before = world.Site.Requests.Count;
        world.Site.Closed = false;
        world.Site.EndSessions();
        for (var left = wanted.Length - 1; left > 0; left--)
        {
            var outcome = await RunNextAsync(waiting: 1);
            outcome.ShouldBeOfType<JobOutcome.Stored>($"{outcome}");
        }

        probes.ShouldBe(Closure.Hours + (24 * Closure.Days));
        (await _bench.Database.ReadAsync<long>("select count(*) from job_events as e join extraction_queue as q on q.id = e.job_id where e.kind = 'handed_back'")).ShouldBe(probes);
        (await CountAsync("status_id = 3 and attemtps = 1 and hand_backs = 0")).ShouldBe(wanted.Length);
        world.Site.Bill.Select(line => line.Document).ShouldBe(wanted, ignoreOrder: true);
        world.Site.Requests.Take(before).Count(request => request.Step is OtherStep.LoginPost).ShouldBe(1);
        world.Site.Logins.Count.ShouldBe(2);
    }

    public async ValueTask DisposeAsync()
    {
        await _desk.StopAsync(CancellationToken.None);
        _desk.Dispose();
        await _bench.Database.SetClockAheadAsync(TimeSpan.Zero);
    }

    /// <summary>Of the workers that all wait, runs the one that gets a document. At a closed site nobody else gets one meanwhile.</summary>
    private async Task<JobOutcome> RunNextAsync(int waiting)
    {
        while (_waiting.Count < waiting)
        {
            _waiting.Add(_desk.NextAsync($"registre-{++_workers}", JobStage.Download, null, Soon, CancellationToken.None));
        }

        var first = await Task.WhenAny(_waiting);
        _waiting.Remove(first);
        using var job = (await first).ShouldNotBeNull();
        var outcome = await _bench.Worker.RunAsync(job);
        if (outcome is JobOutcome.HandedBack)
        {
            (await CountAsync("status_id = 2")).ShouldBe(1);
        }

        (outcome switch
        {
            JobOutcome.HandedBack back => await _bench.Store.HandBackAsync(job.Job.Claim, back, 20, CancellationToken.None),
            JobOutcome.Stored stored => await _bench.Store.CompleteDownloadAsync(job.Job.Claim, stored.Document, CancellationToken.None),
            _ => Written.Now,
        }).ShouldBe(Written.Now);
        _desk.Note(job, outcome);
        return outcome;
    }

    /// <summary>The queue's clock first: what the claims' clock lets go on is leased from then on.</summary>
    private async Task LeapAsync()
    {
        _leapt += Leap;
        await _bench.Database.SetClockAheadAsync(_leapt);
        _clock.Leap(Leap);
    }

    private Task<long> CountAsync(string condition) => _bench.Database.ReadAsync<long>($"select count(*) from extraction_queue where {condition}");

    private async Task OpenDeskAsync()
    {
        var options = new JobOptions { Poll = TimeSpan.FromMilliseconds(50), Lease = TimeSpan.FromMinutes(10) };
        var call = new ClaimRequester(new("vm-1"), new(), options, TimeProvider.System, NullLogger<ClaimRequester>.Instance);
        _desk = new ClaimDispatcher(
            new JobStores(new Databases([_bench.Database.OpenFunctions()])), call, _bench.Parking, _ => 1, options, Loops.On(TimeProvider.System), _clock, NullLogger<ClaimDispatcher>.Instance);
        await _desk.StartAsync(CancellationToken.None);
    }
}
