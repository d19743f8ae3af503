namespace Simulators.Demo;

/// <summary>Follows all queues until every document ended, the daemon died, or the deadline passed.</summary>
internal sealed class DemoWatch(DemoWorld world, DemoTracks tracks, DemoScreen screen)
{
    private readonly List<string> _allocations = [];

    /// <summary>The splits of the OCR pool that were seen, in order.</summary>
    public IReadOnlyList<string> Allocations => _allocations;

    /// <returns>True when every document ended.</returns>
    public async Task<bool> RunAsync(Func<bool> daemonDied, TimeSpan deadline, TimeSpan glance, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var died = daemonDied();
            await LookAsync(cancel);
            if (tracks.HaveEnded)
            {
                return true;
            }

            if (died || TimeProvider.System.GetElapsedTime(began) > deadline)
            {
                return false;
            }

            await Task.Delay(glance, cancel);
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        foreach (var queue in world.Queues)
        {
            // Events first: what a row shows has then been told, or is told at the next glance.
            var events = await queue.ReadEventsAsync(cancel);
            foreach (var row in await queue.ReadRowsAsync(cancel))
            {
                tracks.Find(queue.Environment, row.Key)?.Row = row;
            }

            foreach (var happened in events)
            {
                if (tracks.Find(queue.Environment, happened.Key) is { } track && track.Take(happened))
                {
                    screen.Moved(track, happened);
                }
            }
        }

        var allocation = await world.ReadAllocationAsync();
        if (allocation.Length > 0 && (_allocations.Count == 0 || _allocations[^1] != allocation))
        {
            _allocations.Add(allocation);
            screen.Split(allocation);
        }

        screen.Draw(tracks, allocation);
    }
}
