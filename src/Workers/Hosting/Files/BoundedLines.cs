using System.Runtime.CompilerServices;
using System.Text;

namespace Workers.Hosting.Files;

/// <summary>The lines of a text of any size, one at a time.</summary>
internal static class BoundedLines
{
    /// <summary>A longer line is given empty, so that numbers stay right: no program of ours writes one.</summary>
    public const int MostCharacters = 1 << 20;

    public static async IAsyncEnumerable<string> ReadAsync(TextReader text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var (isLong, isOpen) = (false, false);
        var buffer = new char[16_384];
        while (await text.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            for (var rest = buffer.AsMemory(0, count); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf('\n');
                var piece = end < 0 ? rest : rest[..end];
                isLong |= line.Length + piece.Length > MostCharacters;
                _ = isLong ? line.Clear() : line.Append(piece);
                isOpen = end < 0;
                if (isOpen)
                {
                    break;
                }

                yield return Take();
                rest = rest[(end + 1)..];
            }
        }

        if (isOpen)
        {
            yield return Take();
        }

        string Take()
        {
            var taken = line.ToString().TrimEnd('\r');
            (_, isLong) = (line.Clear(), false);
            return taken;
        }
    }
}
