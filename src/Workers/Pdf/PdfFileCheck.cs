namespace Workers.Pdf;

/// <summary>Whether a file looks like a whole PDF from the outside.</summary>
internal static class PdfFileCheck
{
    private const int Window = 1024;

    /// <returns>Null when it does, else what is wrong; <c>Fatal</c> when it is no PDF at all.</returns>
    public static (string Fault, bool Fatal)? Find(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length is 0)
        {
            return ("the file is empty", true);
        }

        Span<byte> window = stackalloc byte[Window];
        var start = window[..file.ReadAtLeast(window, Window, throwOnEndOfStream: false)];
        if (start.IndexOf("%PDF-"u8) < 0)
        {
            return ("the file does not begin as a PDF", true);
        }

        file.Seek(-Math.Min(Window, file.Length), SeekOrigin.End);
        var end = window[..file.ReadAtLeast(window, Window, throwOnEndOfStream: false)];
        return end.IndexOf("%%EOF"u8) < 0 ? ("the file does not end as a PDF: its last part may be missing", false) : null;
    }
}
