using System.Text;
using System.Text.RegularExpressions;

namespace Workers.Pdf;

/// <summary>What a received file looks like from outside, before anything reads it.</summary>
internal static partial class ReceivedPdf
{
    private const int Edge = 1024;

    /// <returns>Null when it begins and ends as a PDF does, else what is wrong with it.</returns>
    public static string? Fault(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long length)
    {
        if (length == 0)
        {
            return "the file is empty";
        }

        if (head.IndexOf("%PDF-"u8) < 0)
        {
            return LooksLikeHtml(head) ? "a web page came instead of a PDF" : "the file is not a PDF";
        }

        return tail.IndexOf("%%EOF"u8) < 0 ? "the PDF is cut off before its end" : null;
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<string?> FaultAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        var head = new byte[Math.Min(Edge, stream.Length)];
        await stream.ReadExactlyAsync(head, cancellation);
        var tail = new byte[head.Length];
        stream.Seek(-tail.Length, SeekOrigin.End);
        await stream.ReadExactlyAsync(tail, cancellation);
        return Fault(head, tail, stream.Length);
    }

    /// <summary>Pages by the page tree's own count where it is readable without decompressing; null otherwise.</summary>
    public static int? CountPages(string latin1)
    {
        var counts = PageTreeCount().Matches(latin1).Select(match => int.Parse(match.Groups["n"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return counts.Count > 0 ? counts.Max() : null;
    }

    private static bool LooksLikeHtml(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"/Type\s*/Pages\b[^>]{0,2000}?/Count\s+(?<n>\d{1,6})|/Count\s+(?<n>\d{1,6})[^>]{0,2000}?/Type\s*/Pages\b", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PageTreeCount();
}
