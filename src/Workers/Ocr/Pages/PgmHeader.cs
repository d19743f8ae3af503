using System.Text;

namespace Workers.Ocr.Pages;

/// <summary>The first line of a grey image as pdftoppm writes it.</summary>
internal readonly record struct PgmHeader(int Width, int Height, int Length)
{
    private const int Longest = 64;

    /// <returns>Null when this is not an 8-bit PGM, or when it is shorter or longer than its header says.</returns>
    public static PgmHeader? Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Longest];
        var read = file.ReadAtLeast(start, Longest, throwOnEndOfStream: false);
        return Parse(start[..read]) is { } header && file.Length == header.Length + ((long)header.Width * header.Height) ? header : null;
    }

    private static PgmHeader? Parse(ReadOnlySpan<byte> start)
    {
        Span<int> numbers = stackalloc int[3];
        if (!start.StartsWith("P5\n"u8))
        {
            return null;
        }

        var at = 3;
        for (var i = 0; i < numbers.Length; i++)
        {
            var length = start[at..].IndexOfAny((byte)' ', (byte)'\n');
            if (length <= 0 || !int.TryParse(Encoding.ASCII.GetString(start.Slice(at, length)), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }

            at += length + 1;
        }

        return numbers is [> 0, > 0, 255] ? new(numbers[0], numbers[1], at) : null;
    }
}
