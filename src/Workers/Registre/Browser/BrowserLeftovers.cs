using System.Diagnostics;

namespace Workers.Registre.Browser;

/// <summary>Folders that browsers of killed processes left in the temporary folder: profiles and downloads.</summary>
internal static class BrowserLeftovers
{
    private const string Driver = "run-driver";
    private static readonly string[] Names = ["playwright_chromiumdev_profile-*", "playwright-artifacts-*"];

    /// <summary>Removes what no driver that runs can have made. Who may not remove one leaves it.</summary>
    /// <param name="drivers">When each driver that runs was started.</param>
    /// <returns>How many went.</returns>
    public static int Sweep(string temporary, IReadOnlyCollection<DateTimeOffset> drivers) => Find(temporary, drivers).Count(Remove);

    /// <summary>What a sweep would remove.</summary>
    public static IReadOnlyList<string> Find(string temporary, IReadOnlyCollection<DateTimeOffset> drivers)
    {
        var found = Names.SelectMany(name => Directory.EnumerateDirectories(temporary, name)).Select(folder => (folder, Made: new DateTimeOffset(Directory.GetCreationTimeUtc(folder))));
        return [.. Orphans(found.ToList(), drivers)];
    }

    /// <summary>When each driver of a browser on this machine was started, ours or another's.</summary>
    public static IReadOnlyCollection<DateTimeOffset> FindDrivers()
    {
        List<DateTimeOffset> started = [];
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                try
                {
                    if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(Driver, StringComparison.Ordinal))
                    {
                        started.Add(new DateTimeOffset(process.StartTime));
                    }
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // It ended, or is none of ours.
                }
            }
        }

        return started;
    }

    /// <summary>A folder is somebody's as long as a driver runs that is older than it. Pure.</summary>
    internal static IEnumerable<string> Orphans(IEnumerable<(string Folder, DateTimeOffset Made)> folders, IReadOnlyCollection<DateTimeOffset> drivers) =>
        folders.Where(one => drivers.All(started => started > one.Made)).Select(one => one.Folder);

    private static bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
