namespace Simulators;

/// <summary>Files that are built into this assembly, by their path below the project.</summary>
internal static class EmbeddedFile
{
    /// <summary>The text of an embedded file, such as "Servers/guard.sh".</summary>
    public static string Read(string path)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"No embedded file {path}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
