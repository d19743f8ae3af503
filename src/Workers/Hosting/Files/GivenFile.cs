using System.Globalization;

namespace Workers.Hosting.Files;

/// <summary>
/// Files that a person names, in a setting or on the command line: whatever stands there, reading it ends, takes no more memory than it was
/// given, and says what was found.
/// </summary>
internal static class GivenFile
{
    /// <summary>A disk that is away answers neither yes nor no.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>Settings, accounts, certificates: what people write by hand.</summary>
    public const int SmallBytes = 1 << 20;

    /// <param name="mostBytes">A file with more is refused.</param>
    /// <exception cref="IOException">It is no regular file, larger, not there, or does not answer; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int mostBytes = SmallBytes) => Within(path, Bound, () =>
    {
        using var file = OpenRegular(path);
        return ReadBytes(file, mostBytes) ?? throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{path} is larger than {mostBytes >> 20} MB."));
    });

    /// <inheritdoc cref="ReadBytes(string, int)"/>
    public static string ReadText(string path, int mostBytes = SmallBytes)
    {
        using var text = new StreamReader(new MemoryStream(ReadBytes(path, mostBytes)));
        return text.ReadToEnd();
    }

    /// <summary>For a file that is read piece by piece and may have any size.</summary>
    /// <exception cref="IOException">It is no regular file, or not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path) => Within(path, Bound, () => OpenRegular(path));

    /// <returns>All of it; null when that is more than was allowed.</returns>
    public static byte[]? ReadBytes(Stream stream, int mostBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        while (stream.Read(buffer) is > 0 and var count)
        {
            if (bytes.Length + count > mostBytes)
            {
                return null;
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    /// <summary>What does not answer is left to its own thread, which keeps nobody from ending.</summary>
    internal static T Within<T>(string path, TimeSpan bound, Func<T> read)
    {
        var reading = Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return reading.WaitAsync(bound, TimeProvider.System).GetAwaiter().GetResult();
        }
        catch (TimeoutException late)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{path} does not answer within {bound.TotalSeconds:0} s: its disk may be away."), late);
        }
    }

    private static FileStream OpenRegular(string path) =>
        FileKind.Other(path) is { } other ? throw new IOException($"{path} is {other}, not a file.") : File.OpenRead(path);
}
