using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Workers.Ocr.Acceptance;

public class RunsTests
{
    private static readonly Arbitrary<int[]> Sequences = (
        from letters in Gen.Choose(1, 3)
        from noise in Gen.ArrayOf(Gen.Choose(0, letters))
        from unit in Gen.ArrayOf(Gen.Choose(0, letters), 1)
        from more in Gen.Choose(1, 40)
        from longer in Gen.ArrayOf(Gen.Choose(0, letters), more)
        from times in Gen.Choose(0, 9)
        from tail in Gen.ArrayOf(Gen.Choose(0, letters))
        select (int[])[.. noise, .. Enumerable.Repeat((int[])[.. unit, .. longer], times).SelectMany(round => round), .. tail]).ToArbitrary();

    /// <summary>Against trying every period at every place.</summary>
    [Fact]
    public void Every_run_is_found_and_every_found_run_is_one() =>
        Prop.ForAll(Sequences, symbols =>
        {
            var found = Runs.In(symbols, 3).ToList();
            return found.TrueForAll(run => IsRun(symbols, run) && run.Rounds >= 3)
                && Plain(symbols).All(run => found.Exists(other =>
                    other.Start <= run.Start && other.Start + other.Length >= run.Start + run.Length && run.Period % other.Period is 0));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(777)]
    [InlineData(60_000)]
    public void A_unit_of_any_length_is_found_anywhere(int period)
    {
        var unit = Enumerable.Range(0, period).Select(symbol => symbol % 50_021).ToArray();
        int[] symbols = [.. Enumerable.Range(100_000, 901), .. unit, .. unit, .. unit, .. Enumerable.Range(300_000, 77)];

        Runs.In(symbols, 3).MaxBy(run => run.Length).ShouldBe(new(901, period, 3 * period));
    }

    /// <summary>What asks most of it: all equal; a unit that almost repeats; a word of Fibonacci, which holds as many repetitions as can be.</summary>
    [Fact]
    public void A_million_symbols_take_no_longer_than_reading_them_does()
    {
        var fibonacci = new List<int> { 0, 1, 0 };
        for (int last = 2, next; fibonacci.Count < 1_000_000; last = next)
        {
            next = fibonacci.Count;
            fibonacci.AddRange(fibonacci.GetRange(0, last));
        }

        foreach (int[] hostile in (int[][])[new int[1_000_000], [.. fibonacci], [.. Enumerable.Range(0, 1_000_000).Select(at => at % 1001 == at / 1001 ? 9 : at % 7)]])
        {
            var began = Stopwatch.GetTimestamp();
            _ = Runs.In(hostile, 3).Count();
            // A search that is not linear takes hours; a machine that does other work, some seconds more.
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(2));
        }
    }

    private static bool IsRun(int[] symbols, Run run) =>
        Enumerable.Range(run.Start, run.Length - run.Period).All(at => symbols[at] == symbols[at + run.Period]);

    private static IEnumerable<Run> Plain(int[] symbols)
    {
        for (var start = 0; start < symbols.Length; start++)
        {
            for (var period = 1; start + (3 * period) <= symbols.Length; period++)
            {
                var run = new Run(start, period, 3 * period);
                if (IsRun(symbols, run))
                {
                    yield return run;
                }
            }
        }
    }
}
