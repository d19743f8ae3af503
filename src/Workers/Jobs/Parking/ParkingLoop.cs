using Microsoft.Extensions.Hosting;
using Workers.Hosting.Loops;

namespace Workers.Jobs.Parking;

/// <summary>Looks once a second whether what is parked may go on.</summary>
internal sealed class ParkingLoop(ParkingLot lot, BackgroundLoops loops) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RepeatAsync("parking", Interval, lot.RunOnceAsync, stoppingToken);
}
