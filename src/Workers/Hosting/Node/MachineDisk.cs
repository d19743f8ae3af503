namespace Workers.Hosting.Node;

/// <summary>A name for this server's disk, made once and kept on it: it tells where received bytes lie, also among cloned machines.</summary>
internal static class MachineDisk
{
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static string Identify(string folder)
    {
        var file = Path.Combine(folder, "disk-id");
        if (!File.Exists(file))
        {
            var draft = Path.Combine(folder, $"disk-id.{Guid.NewGuid():N}");
            File.WriteAllText(draft, Guid.NewGuid().ToString("D"));
            try
            {
                File.Move(draft, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(draft);
            }
        }

        return File.ReadAllText(file).Trim();
    }
}
