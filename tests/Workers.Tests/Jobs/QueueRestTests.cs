using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Workers.Jobs.Leases;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

public sealed class QueueRestTests
{
    private static readonly JobOptions Options = new() { RestAfter = TimeSpan.FromMinutes(1), RestPoll = TimeSpan.FromSeconds(8) };
    private static readonly TimeSpan Awake = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_queue_in_which_nothing_happens_for_a_minute_is_looked_at_less_often_until_something_does()
    {
        var rest = new QueueRest(_time);
        _time.Advance(Options.RestAfter - TimeSpan.FromTicks(1));
        rest.Pace(Awake, Options).ShouldBe(Awake);

        _time.Advance(TimeSpan.FromTicks(1));
        rest.Pace(Awake, Options).ShouldBe(Options.RestPoll);
        rest.Pace(Awake, Options, times: 4).ShouldBe(4 * Options.RestPoll);
        rest.Pace(TimeSpan.FromSeconds(9), Options).ShouldBe(TimeSpan.FromSeconds(9));

        rest.Stir();
        rest.Pace(Awake, Options).ShouldBe(Awake);
    }

    [Theory]
    [InlineData("""{"queue":[],"unknown":[]}""", true)]
    [InlineData("""{"queue":[{"status_id":2,"document_source":"index","ready":0,"deferred":0,"running":1,"ended":0,"oldest_seconds":null,"unclaimed_seconds":null}]}""", false)]
    [InlineData("""{"queue":[{"status_id":1,"document_source":"acte","ready":0,"deferred":3,"running":0,"ended":0,"oldest_seconds":null,"unclaimed_seconds":null}]}""", false)]
    public async Task What_waits_or_runs_anywhere_keeps_a_queue_awake(string depth, bool isAtRest)
    {
        var store = new JobStore(new AnsweringFunctions(depth), _time);
        _time.Advance(Options.RestAfter);

        await store.ReadDepthAsync(exact: false, TestContext.Current.CancellationToken);

        store.Rest.IsAtRest(Options).ShouldBe(isAtRest);
    }

    [Fact]
    public async Task A_queue_at_rest_is_asked_for_lost_leases_less_often()
    {
        var functions = new AnsweringFunctions("""{"jobs":[],"resting":false}""");
        var store = new JobStore(functions, _time);
        using var rescuer = new JobRescuer(new JobStores(new Databases([functions])), Options, Loops.On(_time), _time, NullLogger<JobRescuer>.Instance);
        _time.Advance(Options.RestAfter);

        for (var pass = 0; pass < 30; pass++)
        {
            await rescuer.RunOnceAsync(store, TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        functions.Calls.ShouldBe(4);
    }
}
