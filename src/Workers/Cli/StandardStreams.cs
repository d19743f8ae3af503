using System.Text;

namespace Workers.Cli;

/// <summary>Puts this program's standard streams behind <see cref="Console"/>, before anything is written.</summary>
internal static class StandardStreams
{
    /// <summary>Standard error is where failures are told, so its own is told nowhere.</summary>
    public static void Attach()
    {
        Console.SetOut(WriterOf(new(1, "Standard output")));
        Console.SetError(WriterOf(new(2, "Standard error", isLenient: true)));
    }

    /// <summary>Each line goes out at once, without a byte order mark.</summary>
    public static TextWriter WriterOf(StandardStream stream) =>
        new StreamWriter(stream, Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding) { AutoFlush = true };
}
