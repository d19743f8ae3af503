namespace Simulators.Servers;

/// <summary>Who runs the servers that refuse to be root.</summary>
internal static class UnprivilegedUser
{
    /// <summary>Put before a command; empty where this process is no root.</summary>
    public static IReadOnlyList<string> Prefix => Tools.IsRoot
        ? ["setpriv", "--reuid=" + Name, "--regid=" + GroupOf(Name), "--clear-groups", "--"]
        : [];

    private static string Name => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
        ? "postgres"
        : "nobody";

    /// <summary>Gives it a file, or a folder with what is in it.</summary>
    public static async Task OwnAsync(string path)
    {
        if (Tools.IsRoot)
        {
            await Tools.RunAsync("chown", "-R", Name, path).ConfigureAwait(false);
        }
    }

    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").First(line => line.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[3];
}
