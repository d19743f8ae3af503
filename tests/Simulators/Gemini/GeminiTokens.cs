using System.Buffers.Binary;

namespace Simulators.Gemini;

/// <summary>Counts tokens by the API's published rules: 258 for a tile of an image or a page of a PDF, a token for four characters.</summary>
internal static class GeminiTokens
{
    private const int PerTile = 258;

    public static long Of(string text) => (text.Length + 3) / 4;

    public static long Of(ReadOnlySpan<byte> content, string mimeType, int pages) =>
        mimeType is "application/pdf" ? PerTile * pages : PerTile * Tiles(SizeOf(content));

    private static int Tiles((int Width, int Height) size)
    {
        if (size is { Width: <= 384, Height: <= 384 })
        {
            return 1;
        }

        var unit = Math.Clamp((int)(Math.Min(size.Width, size.Height) / 1.5), 256, 768);
        return ((size.Width + unit - 1) / unit) * ((size.Height + unit - 1) / unit);
    }

    /// <summary>The size that a JPEG or PNG declares; a middling one for anything else.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> content)
    {
        if (content.Length > 24 && content[..4].SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(content[16..]), BinaryPrimitives.ReadInt32BigEndian(content[20..]));
        }

        return content.Length > 4 && content[0] is 0xFF && content[1] is 0xD8 ? JpegSize(content) : (1600, 2100);
    }

    private static (int Width, int Height) JpegSize(ReadOnlySpan<byte> content)
    {
        for (var at = 2; at + 9 < content.Length && content[at] is 0xFF;)
        {
            var marker = content[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return (1600, 2100);
    }
}
