using Simulators.Demo;

namespace Simulators.Chaos;

/// <summary>Adds the documents of a run in parts, with the daemon's own enqueue command.</summary>
internal sealed class ChaosStream(DemoWorld world, DemoDaemon daemon, IReadOnlyList<DemoDocument> feed)
{
    private const int Attempts = 10;

    /// <summary>Adds a part to the environments that it names. A command that finds a server away is given again: keys make that harmless.</summary>
    /// <exception cref="InvalidOperationException">It failed every time.</exception>
    public async Task AddAsync(Range part, CancellationToken cancel)
    {
        foreach (var environment in feed.Take(part).Select(document => document.Environment).Distinct(StringComparer.Ordinal))
        {
            var file = Path.Combine(world.Folder, $"{environment}.json");
            await File.WriteAllTextAsync(file, DemoFeed.EnqueueFile(feed, environment, part), cancel);
            for (var attempt = 1; !await TryAsync(environment, file, last: attempt == Attempts, cancel); attempt++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            }
        }
    }

    /// <summary>Adds the rest in parts of equal size, spread evenly over a time.</summary>
    public async Task RunAsync(int first, int parts, TimeSpan span, ChaosClock clock, CancellationToken cancel)
    {
        for (var part = 0; part < parts; part++)
        {
            await clock.UntilAsync(span * (part + 1) / (parts + 1), cancel);
            var from = first + ((feed.Count - first) * part / parts);
            var to = first + ((feed.Count - first) * (part + 1) / parts);
            await AddAsync(from..to, cancel);
            clock.Say($"{to - from} documents added");
        }
    }

    private async Task<bool> TryAsync(string environment, string file, bool last, CancellationToken cancel)
    {
        try
        {
            await daemon.RunAsync(world.Settings, ["enqueue", "--env", environment, file], cancel);
            return true;
        }
        catch (InvalidOperationException) when (!last)
        {
            return false;
        }
    }
}
