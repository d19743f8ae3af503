using System.Globalization;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>Thousandths of a vCPU, and MiB.</summary>
internal readonly record struct ChaosUse(long Cpu, long Ram);

/// <summary>Adds up the live reservations of each server many times a second and remembers the most.</summary>
/// <param name="port">Of Redis.</param>
/// <param name="servers">The servers' names in Redis; null for the one without a name.</param>
/// <param name="budget">Of each server.</param>
internal sealed class LedgerWatch(int port, IReadOnlyList<string?> servers, ChaosUse budget)
{
    /// <summary>What has not expired, on Redis time; nothing of the daemon's own sums is trusted.</summary>
    private const string Sums =
        """
        local t = redis.call('TIME')
        local now, cpu, ram, count = t[1] * 1000 + math.floor(t[2] / 1000), 0, 0, 0
        local all = redis.call('HGETALL', 'SERVER:workers')
        for i = 1, #all, 2 do
          local held = cjson.decode(all[i + 1])
          if held.expiresAt > now then
            cpu, ram, count = cpu + held.cpu * 1000, ram + held.ram * 1024, count + 1
          end
        end
        return string.format('%d %d %d', cpu, ram, count)
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public int Samples { get; private set; }

    /// <summary>Samples that saw more than the budget.</summary>
    public int Over { get; private set; }

    /// <summary>The most that was seen of one server.</summary>
    public ChaosUse Most { get; private set; }

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await LookAsync();
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>One sample of each server.</summary>
    public async Task LookAsync()
    {
        foreach (var server in servers)
        {
            if (await ReadAsync(server) is { } held)
            {
                Samples++;
                Over += held.Use.Cpu > budget.Cpu || held.Use.Ram > budget.Ram ? 1 : 0;
                Most = new ChaosUse(Math.Max(Most.Cpu, held.Use.Cpu), Math.Max(Most.Ram, held.Use.Ram));
            }
        }
    }

    /// <summary>Reservations that are held now on all servers; -1 when Redis does not answer.</summary>
    public async Task<int> CountAsync()
    {
        var held = await Task.WhenAll(servers.Select(ReadAsync));
        return held.Any(server => server is null) ? -1 : held.Sum(server => server!.Value.Count);
    }

    private async Task<(ChaosUse Use, int Count)?> ReadAsync(string? server)
    {
        var script = Sums.Replace("SERVER", server is null ? "server" : "server:" + server, StringComparison.Ordinal);
        if (await RedisText.EvaluateAsync(port, script) is not { } text)
        {
            return null;
        }

        var parts = text.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (new ChaosUse(parts[0], parts[1]), (int)parts[2]);
    }
}
