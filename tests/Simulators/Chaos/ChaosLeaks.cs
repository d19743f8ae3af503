using System.Globalization;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>What stopped daemons left behind.</summary>
/// <param name="redisPort">Of Redis.</param>
/// <param name="folder">Holds the daemons' temporary folders.</param>
/// <param name="temporaryFolders">What TMPDIR was to each of them.</param>
internal sealed class ChaosLeaks(int redisPort, string folder, IEnumerable<string> temporaryFolders)
{
    private const string Leases =
        """
        local t = redis.call('TIME')
        local now, live = t[1] * 1000 + math.floor(t[2] / 1000), 0
        for _, lease in ipairs(redis.call('HVALS', 'registre:accounts:leases')) do
          if tonumber(string.match(lease, ' (%d+)$')) > now then live = live + 1 end
        end
        return tostring(live)
        """;

    private static readonly TimeSpan ProcessesEndWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Accounts that somebody still holds; -1 when Redis does not answer.</summary>
    public async Task<int> CountAccountsAsync() =>
        int.Parse(await RedisText.EvaluateAsync(redisPort, Leases) ?? "-1", CultureInfo.InvariantCulture);

    /// <summary>Command lines of daemons, browsers and drivers that still run a while after the stop.</summary>
    public async Task<IReadOnlyList<string>> FindProcessesAsync(CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = Processes();
            if (left.Count == 0 || TimeProvider.System.GetElapsedTime(began) > ProcessesEndWithin)
            {
                return left;
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>What lies in the daemons' temporary folders, below the folder that OCR keeps.</summary>
    public IReadOnlyList<string> FindFiles() =>
    [
        .. temporaryFolders.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries)
            .SelectMany(entry => Path.GetFileName(entry) == "workers-ocr" ? Directory.EnumerateFileSystemEntries(entry) : [entry]),
    ];

    /// <summary>All that a daemon starts inherits its temporary folder.</summary>
    private List<string> Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && !ProcessTable.HasExited(id) && BelongsToDaemon(id))
            .Select(id => ProcessTable.CommandLine(id)),
    ];

    private bool BelongsToDaemon(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Contains("TMPDIR=" + folder, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
