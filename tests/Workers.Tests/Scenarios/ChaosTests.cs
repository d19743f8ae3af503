using Shouldly;
using Simulators.Chaos;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>What measures time on a busy machine runs while nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    internal const string Name = "alone";
}

/// <summary>One minute of the chaos suite, as scripts/chaos.sh runs it.</summary>
[Collection(AloneCollection.Name)]
public sealed class ChaosTests
{
    /// <summary>Its minute holds a failover of Redis and one of Postgres.</summary>
    private const ulong Seed = 46;

    [Fact]
    public void The_minute_of_the_suite_holds_both_failovers() =>
        new[] { ChaosFaultKind.RedisFailedOver, ChaosFaultKind.PostgresFailedOver }
            .ShouldBeSubsetOf(ChaosSchedule.Draw(Seed, TimeSpan.FromMinutes(1), daemons: 2).Servers.Select(fault => fault.Kind));

    [Fact]
    public async Task A_minute_of_faults_breaks_no_promise()
    {
        using var logs = new TemporaryFolder();
        await using var output = new StringWriter();
        var options = new ChaosOptions(Minutes: 1, Machines: 0, Seeds: [Seed]);

        var result = await new ChaosRun(options, options.Seeds[0], TextWriter.Synchronized(output), logs.Path).RunAsync(TestContext.Current.CancellationToken);

        var tail = string.Join('\n', Directory.GetFiles(logs.Path).SelectMany(log => File.ReadLines(log).TakeLast(60).Prepend(Path.GetFileName(log))));
        result.Held.ShouldBeTrue($"{options.Command} gives this run again.\n{output}\n{tail}");
    }
}
