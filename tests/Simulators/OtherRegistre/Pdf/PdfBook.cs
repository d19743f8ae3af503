using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Simulators.OtherRegistre.Pdf;

/// <summary>One piece of text on a page, in points from the lower left corner. <see cref="PdfBook.Gap"/> in it is a space that the pen jumps over.</summary>
internal sealed record Ink(double X, double Y, double Size, string Text, bool Bold = false, double Gray = 0);

/// <summary>One page: its texts, and whether it is the picture of a page.</summary>
internal sealed record PrintedPage(IReadOnlyList<Ink> Inks, bool Picture);

/// <summary>Writes real PDF files of Letter pages with Helvetica text.</summary>
internal static class PdfBook
{
    public const char Gap = '\u001F';

    private const int PictureWidth = 85;
    private const int PictureHeight = 110;

    public static byte[] Write(IReadOnlyList<PrintedPage> sheets, OtherShape shape, string title)
    {
        var making = shape.PdfMaking;
        var toUnicode = shape.PdfTrim == PdfTrim.Decomposed ? $" /ToUnicode {7 + (sheets.Count * 2)} 0 R" : "";
        var objects = new List<byte[]>
        {
            Ascii("<< /Type /Catalog /Pages 2 0 R >>"),
            Ascii($"<< /Type /Pages /Count {sheets.Count} /Kids [{string.Join(' ', sheets.Select((_, i) => $"{7 + (i * 2)} 0 R"))}] >>"),
            Ascii($"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding{toUnicode} >>"),
            Ascii($"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding{toUnicode} >>"),
            Stream($"/Type /XObject /Subtype /Image /Width {PictureWidth} /Height {PictureHeight} /ColorSpace /DeviceGray /BitsPerComponent 8", Grain(), compressed: true),
            Latin($"<< /Title ({Escaped(title)}) /Producer (SIRF) >>"),
        };
        foreach (var (sheet, i) in sheets.Select((sheet, i) => (sheet, i)))
        {
            objects.Add(Ascii($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]{(shape.PdfTrim == PdfTrim.Rotated ? " /Rotate 90" : "")} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im 5 0 R >> >> /Contents {8 + (i * 2)} 0 R >>"));
            objects.Add(Stream("", Latin(Content(sheet, making)), making == PdfMaking.Compressed));
        }

        if (toUnicode.Length > 0)
            objects.Add(Stream("", Ascii(Decomposing()), compressed: false));
        return PdfEnds.Add(Assemble(objects), shape.PdfFile);
    }

    private static string Content(PrintedPage sheet, PdfMaking making)
    {
        var content = new StringBuilder();
        if (sheet.Picture)
            content.Append("q 612 0 0 792 0 0 cm /Im Do Q\n");
        if (sheet.Picture && making == PdfMaking.ScansWithoutText)
            return content.ToString();
        foreach (var ink in sheet.Inks)
            content.Append(CultureInfo.InvariantCulture, $"{(ink.Gray > 0 ? FormattableString.Invariant($"{ink.Gray} g ") : "")}BT /F{(ink.Bold ? 2 : 1)} {ink.Size} Tf 1 0 0 1 {ink.X} {ink.Y} Tm {Show(ink.Text, making)} ET{(ink.Gray > 0 ? " 0 g" : "")}\n");
        return content.ToString();
    }

    private static string Show(string text, PdfMaking making) => making switch
    {
        _ when text.Contains(Gap, StringComparison.Ordinal) => "[" + string.Join(" -278 ", text.Split(Gap).Select(part => $"({Escaped(part)})")) + "] TJ",
        PdfMaking.Kerned => "[" + string.Join(" -12 ", text.Chunk(3).Select(part => $"({Escaped(new string(part))})")) + "] TJ",
        PdfMaking.HexText => $"<{Convert.ToHexString(Windows.GetBytes(text))}> Tj",
        _ => $"({Escaped(text)}) Tj",
    };

    /// <summary>Tells a reader that each accented letter is a letter and an accent.</summary>
    private static string Decomposing()
    {
        var letters = Enumerable.Range(0xA0, 96).Select(code => $"<{code:X2}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(((char)code).ToString().Normalize(NormalizationForm.FormD)))}>");
        return $"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Sirf def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n1 beginbfrange\n<20> <7E> <0020>\nendbfrange\n96 beginbfchar\n{string.Join('\n', letters)}\nendbfchar\nendcmap\nend\nend\n";
    }

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
