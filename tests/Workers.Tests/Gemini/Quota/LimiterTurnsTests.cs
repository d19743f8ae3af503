using Shouldly;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>Who goes first between processes that all have more than may be sent, on a real Redis in moved time.</summary>
public sealed class LimiterTurnsTests(RedisFixture redis)
{
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 600, MaxTokensPerMinute = 1_000_000 };

    [Fact]
    public async Task Environments_share_by_their_weights_and_none_is_starved()
    {
        var counts = await PlayAsync(
            new("prod", TargetEnvironment.Prod, Weight: 6), new("staging", TargetEnvironment.Staging, Weight: 3), new("dev", TargetEnvironment.Dev, Weight: 1));

        counts.Values.Sum().ShouldBeInRange(2 * 570, 3 * 600);
        Share(counts, "prod").ShouldBeInRange(0.55, 0.65);
        Share(counts, "staging").ShouldBeInRange(0.26, 0.34);
        Share(counts, "dev").ShouldBeInRange(0.07, 0.13);
    }

    [Fact]
    public async Task A_high_priority_goes_first_and_an_eighth_is_left_to_the_others()
    {
        var counts = await PlayAsync(new("urgent", TargetEnvironment.Dev, Priority: 9), new("usual", TargetEnvironment.Prod, Weight: 6), new("late", TargetEnvironment.Prod, Weight: 6));

        counts.Values.Sum().ShouldBeInRange(2 * 570, 3 * 600);
        Share(counts, "urgent").ShouldBeInRange(0.84, 0.91);
        Share(counts, "usual").ShouldBeInRange(0.04, 0.09);
        Share(counts, "late").ShouldBeInRange(0.04, 0.09);
    }

    [Fact]
    public async Task Processes_with_the_same_work_share_equally()
    {
        var counts = await PlayAsync(new("a", TargetEnvironment.Prod), new("b", TargetEnvironment.Prod), new("c", TargetEnvironment.Prod));

        foreach (var name in counts.Keys)
        {
            Share(counts, name).ShouldBeInRange(0.31, 0.36);
        }
    }

    private static double Share(Dictionary<string, int> counts, string name) => (double)counts[name] / counts.Values.Sum();

    /// <summary>Three minutes in which every process always has something waiting and asks every tenth of a second.</summary>
    private async Task<Dictionary<string, int>> PlayAsync(params Asking[] processes)
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync([.. processes.Select(process => process.Name)]);
        var counts = processes.ToDictionary(process => process.Name, _ => 0);
        var waiting = processes.ToDictionary(process => process.Name, _ => new List<Waiter>());
        var random = new Random(7);
        var (next, end) = (0, rig.Now + 180_000);
        for (var round = 0; rig.Now < end; round++)
        {
            foreach (var process in processes.OrderBy(_ => random.Next()))
            {
                var queue = waiting[process.Name];
                while (queue.Count < 12)
                {
                    queue.Add(new($"{next++}", new(100, 0, process.Environment, process.Priority), next, TimeSpan.FromMilliseconds(rig.Now), process.Weight));
                }

                var answer = await rig.Store.ReserveAsync(process.Name, epoch, queue, TimeSpan.FromMilliseconds(rig.Now), CancellationToken.None);
                counts[process.Name] += answer.Admitted.Count;
                queue.RemoveRange(0, answer.Admitted.Count);
                if (round % 10 is 0)
                {
                    await rig.TickAsync(process.Name, epoch, 1.0 / processes.Length);
                }
            }

            await rig.MoveAsync(TimeSpan.FromMilliseconds(100));
        }

        return counts;
    }

    private sealed record Asking(string Name, TargetEnvironment Environment, int Weight = 1, int Priority = 0);
}
