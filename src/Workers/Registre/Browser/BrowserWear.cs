using System.Globalization;

namespace Workers.Registre.Browser;

/// <summary>Whether a browser has served long enough, and what its processes hold.</summary>
internal static class BrowserWear
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Pure.</summary>
    /// <returns>Why it is started anew; null when it goes on.</returns>
    public static string? Of(int documents, long bytes, RegistreOptions options) =>
        documents >= options.BrowserDocuments ? string.Create(CultureInfo.InvariantCulture, $"after {documents} documents (REGISTRE_BROWSER_DOCUMENTS)")
        : bytes > options.BrowserMegabytes * Megabyte ? string.Create(CultureInfo.InvariantCulture, $"it holds {bytes / Megabyte} MB (REGISTRE_BROWSER_MAX_MB)")
        : null;

    /// <summary>The memory of processes, what they share counted by parts.</summary>
    /// <returns>Bytes; what cannot be read counts nothing.</returns>
    public static long Measure(IEnumerable<int> processes) => processes.Sum(process =>
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/smaps_rollup")).FirstOrDefault(text => text.StartsWith("Pss:", StringComparison.Ordinal));
            return line is not null && long.TryParse(line[4..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    });
}
