using System.Reflection;

namespace Workers.Hosting;

/// <summary>Text files compiled into the assembly: Lua, SQL, prompts, schemas. Addressed by their path below <c>src/Workers</c>.</summary>
internal static class EmbeddedText
{
    private static readonly Assembly Home = typeof(EmbeddedText).Assembly;

    /// <exception cref="FileNotFoundException">No such file was embedded.</exception>
    public static string Read(string path)
    {
        using var stream = Home.GetManifestResourceStream(path)
            ?? throw new FileNotFoundException($"No embedded file '{path}'.", path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The paths below a folder, in ordinal order.</summary>
    public static IReadOnlyList<string> List(string folder) =>
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
