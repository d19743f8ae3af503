using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Hosting.HostingOptions))]

namespace Workers.Hosting;

/// <summary>How the daemon starts and where it keeps its own files.</summary>
internal sealed class HostingOptions
{
    [Setting("STARTUP_WAIT_SECONDS", "How long a start waits for Redis and the databases before it gives up, in seconds.", Min = 0, Max = 3600)]
    public TimeSpan StartupWait { get; init; } = TimeSpan.FromSeconds(30);

    [Setting(DataFolder.Variable, "Folder for received PDFs, evidence of failures and work in progress; unset: /var/lib/workers when it exists, else the user's local data folder.", Example = "/var/lib/workers")]
    public string? DataPath { get; init; }
}

/// <summary>The folder for the daemon's own files; each room takes a subfolder.</summary>
internal sealed class DataFolder(HostingOptions options)
{
    public const string Variable = "WORKERS_DATA_PATH";

    private const string SystemFolder = "/var/lib/workers";

    public string Root { get; } = Path.GetFullPath(options.DataPath ?? DefaultRoot());

    /// <summary>A room's own folder, created when missing, readable by this user only.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public string Room(string name) =>
        Directory.CreateDirectory(Path.Combine(Root, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private static string DefaultRoot()
    {
        if (Directory.Exists(SystemFolder))
        {
            return SystemFolder;
        }

        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return local.Length > 0 ? Path.Combine(local, "workers") : "data";
    }
}
