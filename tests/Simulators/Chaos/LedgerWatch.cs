using System.Globalization;
using Simulators.Demo;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>Adds up the live reservations many times a second and remembers the most.</summary>
internal sealed class LedgerWatch(DemoWorld world)
{
    /// <summary>Thousandths of a vCPU and MiB of what has not expired, on Redis time; nothing of the daemon's own sums is trusted.</summary>
    private const string Sums =
        """
        local t = redis.call('TIME')
        local now, cpu, ram, count = t[1] * 1000 + math.floor(t[2] / 1000), 0, 0, 0
        local all = redis.call('HGETALL', 'server:ledger:reservations')
        for i = 1, #all, 2 do
          if tonumber(redis.call('ZSCORE', 'server:ledger:expiries', all[i]) or 0) > now then
            local c, r = string.match(all[i + 1], '^%S+ %S+ %S+ (%d+) (%d+) %d+$')
            cpu, ram, count = cpu + c, ram + r, count + 1
          end
        end
        return string.format('%d %d %d', cpu, ram, count)
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public int Samples { get; private set; }

    /// <summary>Samples that saw more than the budget.</summary>
    public int Over { get; private set; }

    /// <summary>The most that was seen; thousandths of a vCPU and MiB.</summary>
    public (long Cpu, long Ram) Most { get; private set; }

    /// <summary>The budget that the settings give, in the same units.</summary>
    public (long Cpu, long Ram) Budget { get; } = (
        Share(world.Settings["SERVER_MAX_CPU"], 1000),
        Share(world.Settings["SERVER_MAX_RAM"], 1024));

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (await ReadAsync() is { } held)
            {
                Samples++;
                Over += held.Cpu > Budget.Cpu || held.Ram > Budget.Ram ? 1 : 0;
                Most = (Math.Max(Most.Cpu, held.Cpu), Math.Max(Most.Ram, held.Ram));
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>What is held now; null when Redis does not answer.</summary>
    public async Task<(long Cpu, long Ram, int Count)?> ReadAsync()
    {
        if (await RedisText.EvaluateAsync(world.Redis.Port, Sums) is not { } text)
        {
            return null;
        }

        var parts = text.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1], (int)parts[2]);
    }

    /// <summary>A fifth is left to the system.</summary>
    private static long Share(string amount, int unit) => long.Parse(amount, CultureInfo.InvariantCulture) * unit * 80 / 100;
}
