using Shouldly;
using Workers.Benchmarks.Rebalance;
using Workers.Capacity;
using Xunit;

namespace Workers.Supervisor.Rebalancing;

/// <summary>The plan on whole traces, in simulated time, beside other rules. Bounds are for the mean of five draws; what must never happen, for each draw.</summary>
public sealed class RebalanceTraceTests
{
    private const int Draws = 5;
    private static readonly Lazy<IReadOnlyList<RebalanceRow>> Rows = new(() => RebalanceBenchmark.Rows(Draws));

    public static TheoryData<string> Names => [.. Traces.All(1).Select(trace => trace.Name)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Draws)];

    [Fact]
    public void The_same_trace_gives_the_same_figures()
    {
        TraceRun.Play(Traces.Step(5), new OurRule()).ShouldBe(TraceRun.Play(Traces.Step(5), new OurRule()));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_split_never_leaves_a_floor_nor_a_kind_that_waits_without_a_worker(int seed)
    {
        Traces.All(seed).Select(trace => TraceRun.Play(trace, new OurRule()).FloorSeconds).ShouldAllBe(seconds => seconds == 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Now_and_then_a_document_of_the_rare_kind_waits_no_longer_than_one_document_of_the_other(int seed)
    {
        // An acte takes at most 35 s, an index 252 s; with minimums a worker is there at once.
        TraceRun.Play(Traces.MinorityIndex(seed), new OurRule()).MinorityWorst.ShouldBeLessThanOrEqualTo(36);
        TraceRun.Play(Traces.MinorityActe(seed), new OurRule()).MinorityWorst.ShouldBeLessThanOrEqualTo(253);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Noise_around_a_standing_backlog_does_not_make_workers_go_to_and_fro(int seed)
    {
        var run = TraceRun.Play(Traces.Noise(seed), new OurRule());

        // Two and a half hours, three hundred ticks, a hundred swings: only what has drifted moves anybody.
        run.Flaps.ShouldBe(0);
        run.ModeChanges.ShouldBeLessThanOrEqualTo(16);
        run.IdleWaste.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_worse_kind_waits_no_longer_than_under_horizon_by_time(string trace)
    {
        Of(trace, "ours").P95.ShouldBeLessThanOrEqualTo(1.01 * Of(trace, "horizon time").P95);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_turns_back_and_leaves_workers_idle_no_more_than_any_other_rule(string trace)
    {
        foreach (var other in new[] { "count", "horizon time", "horizon size" })
        {
            Of(trace, "ours").Flaps.ShouldBeLessThanOrEqualTo(Of(trace, other).Flaps, other);
            Of(trace, "ours").Idle.ShouldBeLessThanOrEqualTo(Of(trace, other).Idle, other);
            Of(trace, "ours").Makespan.ShouldBeLessThanOrEqualTo(1.01 * Of(trace, other).Makespan, other);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_longest_wait_of_the_rare_kind_is_bounded_where_counting_documents_lets_it_grow(string trace)
    {
        // Counting serves short documents first: where actes are the rare kind it is kinder to them, and where index documents are it is far worse.
        var rule = Traces.All(1).Single(each => each.Name == trace).Minority is WorkerType.IndexOcr ? "count" : "horizon time";

        Of(trace, "ours").MinorityWorst.ShouldBeLessThanOrEqualTo(1.01 * Of(trace, rule).MinorityWorst);
    }

    private static RebalanceRow Of(string trace, string rule) => Rows.Value.Single(row => row.Trace == trace && row.Rule == rule);
}
