namespace Simulators.Paper;

/// <summary>A page of what was received, from 1 on, and its mark; null when the page carries none.</summary>
/// <param name="Picture">The page itself where it was received as an image; null for a page of a PDF.</param>
internal sealed record MarkedPage(int Position, PageMark? Mark, GreyImage? Picture = null);

/// <summary>Tells which generated pages some bytes show.</summary>
internal static class PaperReader
{
    private const int Dpi = 110;

    /// <summary>
    /// One entry per page for a PDF, one for any image that Leptonica reads (JPEG, PNG, PGM), none when
    /// the bytes are not what <paramref name="mimeType"/> says.
    /// </summary>
    public static async Task<IReadOnlyList<MarkedPage>> IdentifyAsync(
        ReadOnlyMemory<byte> content, string mimeType, CancellationToken stop = default)
    {
        var isPdf = mimeType.StartsWith("application/pdf", StringComparison.OrdinalIgnoreCase);
        var pages = isPdf
            ? await Poppler.RenderAsync(content, Dpi, stop)
            : Leptonica.TryDecode(content.Span) is { } image ? [image] : [];
        return [.. pages.Select((page, i) => new MarkedPage(i + 1, PageMark.TryRead(page), isPdf ? null : page))];
    }
}
