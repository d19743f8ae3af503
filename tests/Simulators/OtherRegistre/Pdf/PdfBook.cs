using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Simulators.OtherRegistre.Pdf;

/// <summary>One piece of text on a page, in points from the lower left corner.</summary>
internal sealed record Ink(double X, double Y, double Size, string Text, bool Bold = false);

/// <summary>One page: its texts, and whether it is the picture of a page.</summary>
internal sealed record PrintedPage(IReadOnlyList<Ink> Inks, bool Picture);

/// <summary>Writes real PDF files of Letter pages with Helvetica text.</summary>
internal static class PdfBook
{
    private const int PictureWidth = 85;
    private const int PictureHeight = 110;

    public static byte[] Write(IReadOnlyList<PrintedPage> sheets, PdfMaking making, string title)
    {
        var objects = new List<byte[]>
        {
            Ascii("<< /Type /Catalog /Pages 2 0 R >>"),
            Ascii($"<< /Type /Pages /Count {sheets.Count} /Kids [{string.Join(' ', sheets.Select((_, i) => $"{7 + (i * 2)} 0 R"))}] >>"),
            Ascii("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"),
            Ascii("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"),
            Stream($"/Type /XObject /Subtype /Image /Width {PictureWidth} /Height {PictureHeight} /ColorSpace /DeviceGray /BitsPerComponent 8", Grain(), compressed: true),
            Latin($"<< /Title ({Escaped(title)}) /Producer (SIRF) >>"),
        };
        foreach (var (sheet, i) in sheets.Select((sheet, i) => (sheet, i)))
        {
            objects.Add(Ascii($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im 5 0 R >> >> /Contents {8 + (i * 2)} 0 R >>"));
            objects.Add(Stream("", Latin(Content(sheet, making)), making == PdfMaking.Compressed));
        }

        return Assemble(objects);
    }

    private static string Content(PrintedPage sheet, PdfMaking making)
    {
        var content = new StringBuilder();
        if (sheet.Picture)
            content.Append("q 612 0 0 792 0 0 cm /Im Do Q\n");
        if (sheet.Picture && making == PdfMaking.ScansWithoutText)
            return content.ToString();
        foreach (var ink in sheet.Inks)
            content.Append(CultureInfo.InvariantCulture, $"BT /F{(ink.Bold ? 2 : 1)} {ink.Size} Tf 1 0 0 1 {ink.X} {ink.Y} Tm {Show(ink.Text, making)} ET\n");
        return content.ToString();
    }

    private static string Show(string text, PdfMaking making) => making switch
    {
        PdfMaking.Kerned => "[" + string.Join(" -12 ", text.Chunk(3).Select(part => $"({Escaped(new string(part))})")) + "] TJ",
        PdfMaking.HexText => $"<{Convert.ToHexString(Windows.GetBytes(text))}> Tj",
        _ => $"({Escaped(text)}) Tj",
    };

    private static byte[] Assemble(List<byte[]> objects)
    {
        using var file = new MemoryStream();
        file.Write(Latin("%PDF-1.4\n%âãÏÓ\n"));
        var offsets = new List<long>();
        foreach (var (body, i) in objects.Select((body, i) => (body, i)))
        {
            offsets.Add(file.Position);
            file.Write(Ascii($"{i + 1} 0 obj\n"));
            file.Write(body);
            file.Write(Ascii("\nendobj\n"));
        }

        var table = file.Position;
        file.Write(Ascii($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            file.Write(Ascii(offset.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n"));
        file.Write(Ascii($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    private static byte[] Stream(string entries, byte[] bytes, bool compressed)
    {
        var body = bytes;
        if (compressed)
        {
            using var packed = new MemoryStream();
            using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal))
                deflate.Write(bytes);
            body = packed.ToArray();
        }

        var head = $"<< {entries}{(compressed ? " /Filter /FlateDecode" : "")} /Length {body.Length} >>\nstream\n";
        return [.. Ascii(head), .. body, .. Ascii("\nendstream")];
    }

    /// <summary>Paper as a scanner sees it: pale, with grain and faint ruled lines.</summary>
    private static byte[] Grain()
    {
        var random = new Random(1884);
        var grain = new byte[PictureWidth * PictureHeight];
        for (var i = 0; i < grain.Length; i++)
            grain[i] = (byte)((i / PictureWidth % 6 == 0 ? 205 : 228) + random.Next(24));
        return grain;
    }

    private static Encoding Windows { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static byte[] Latin(string text) => Windows.GetBytes(text);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
