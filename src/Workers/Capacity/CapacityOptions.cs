using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Capacity.CapacityOptions))]

namespace Workers.Capacity;

/// <summary>What the server has, and what of it is left to the system.</summary>
internal sealed class CapacityOptions
{
    [Setting("SERVER_MAX_CPU", "vCPUs of the server, or auto to measure the machine or its cgroup.", Steerable = true)]
    public ServerAmount MaxCpu { get; init; } = new(8);

    [Setting("SERVER_MAX_RAM", "RAM of the server in GB, or auto to measure the machine or its cgroup.", Steerable = true)]
    public ServerAmount MaxRam { get; init; } = new(16);

    [Setting("SERVER_RESERVE_CPU_PERCENT", "Share of the vCPUs that workers leave to the system.", Min = 0, Max = 95)]
    public int ReserveCpuPercent { get; init; } = 20;

    [Setting("SERVER_RESERVE_RAM_PERCENT", "Share of the RAM that workers leave to the system.", Min = 0, Max = 95)]
    public int ReserveRamPercent { get; init; } = 20;

    [Setting("SERVER_RESERVATION_SECONDS", "How long a reservation outlives its last renewal: after a crash its capacity is back within this.", Min = 3, Max = 60)]
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("SERVER_LIVE_MEASUREMENT", "Whether a worker that fits into the budget also waits for memory that is really free, as the machine or its cgroup tells it.")]
    public bool LiveMeasurement { get; init; } = true;
}
