using System.Text;
using Workers.Office;

namespace Workers.Pdf;

/// <param name="What">What is wrong.</param>
/// <param name="IsPdf">It begins as a PDF, so that something may still be read of it.</param>
internal sealed record PdfFault(Remark What, bool IsPdf)
{
    /// <summary>What is wrong, for operators.</summary>
    public string Words => What.Text;
}

/// <summary>What a file looks like from outside, before anything reads it: a whole PDF, one that is cut off, or something else.</summary>
internal static class PdfShape
{
    private const int Edge = 1024;

    /// <summary>How much may follow the end: servers append a page of theirs to a file that is whole.</summary>
    private const int MostBehind = 1024 * 1024;

    /// <param name="head">The beginning, where it says what it is.</param>
    /// <param name="tail">The end, where a whole PDF says so.</param>
    /// <returns>Null when it begins and ends as a PDF does.</returns>
    public static PdfFault? Judge(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (head.IsEmpty)
        {
            return new(Remark.Of("pdf.empty"), IsPdf: false);
        }

        if (head.IndexOf("%PDF-"u8) < 0)
        {
            return new(Remark.Of(LooksLikeHtml(head) ? "pdf.web_page" : "pdf.other"), IsPdf: false);
        }

        var end = tail.LastIndexOf("%%EOF"u8);
        return end < 0 || !MayFollow(tail[(end + 5)..]) ? new(Remark.Of("pdf.cut"), IsPdf: true) : null;
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<PdfFault?> FindFaultAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        var head = new byte[Math.Min(Edge, stream.Length)];
        await stream.ReadExactlyAsync(head, cancellation);
        var tail = new byte[Math.Min(MostBehind, stream.Length)];
        stream.Seek(-tail.Length, SeekOrigin.End);
        await stream.ReadExactlyAsync(tail, cancellation);
        return Judge(head, tail);
    }

    /// <summary>A little of anything, padding, or markup. More of a PDF behind an end is one of several, and the last was not reached.</summary>
    private static bool MayFollow(ReadOnlySpan<byte> behind)
    {
        var beyondPadding = behind.TrimStart(" \t\r\n\0"u8);
        return beyondPadding.Length < Edge || beyondPadding.StartsWith("<"u8);
    }

    private static bool LooksLikeHtml(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.Contains("<html", StringComparison.OrdinalIgnoreCase);
    }
}
