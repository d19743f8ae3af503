using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Simulators.Paper.Pdf;

/// <summary>Writes a PDF 1.4 file: the same pages give the same bytes.</summary>
internal sealed class PdfFile
{
    private const int Catalog = 1;
    private const int PageTree = 2;
    private const int Info = 3;

    private readonly MemoryStream file = new();
    private readonly SortedDictionary<int, long> offsets = [];
    private readonly Dictionary<PdfFont, int> fonts = [];
    private int last = Info;

    private PdfFile()
    {
    }

    public static byte[] Write(string title, IEnumerable<PdfCanvas> pages) => new PdfFile().WriteAll(title, pages);

    private byte[] WriteAll(string title, IEnumerable<PdfCanvas> pages)
    {
        Put("%PDF-1.4\n");
        file.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        var numbers = pages.Select(Page).ToArray();
        Object(Catalog, $"<< /Type /Catalog /Pages {PageTree} 0 R >>");
        Object(PageTree, $"<< /Type /Pages /Count {numbers.Length} /Kids [{string.Join(' ', numbers.Select(number => $"{number} 0 R"))}] >>");
        Object(Info, $"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> >>");
        var start = file.Position;
        Put($"xref\n0 {last + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets.Values)
        {
            Put(string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        }

        Put($"trailer\n<< /Size {last + 1} /Root {Catalog} 0 R /Info {Info} 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return file.ToArray();
    }

    private int Page(PdfCanvas canvas)
    {
        var fontNames = string.Join(' ', canvas.Fonts.Select((font, i) => $"/F{i} {Font(font)} 0 R"));
        var scan = canvas.Scan is null ? "" : $" /XObject << /Scan {Scan(canvas, canvas.Scan)} 0 R >>";
        var content = Stream("/Filter /FlateDecode", Deflate(Encoding.ASCII.GetBytes(canvas.Content)));
        var size = string.Create(CultureInfo.InvariantCulture, $"{canvas.Width} {canvas.Height}");
        return Object(++last, $"<< /Type /Page /Parent {PageTree} 0 R /MediaBox [0 0 {size}] /Contents {content} 0 R "
            + $"/Resources << /Font << {fontNames} >>{scan} >> >>");
    }

    private int Scan(PdfCanvas canvas, byte[] jpeg) => Stream(
        $"/Type /XObject /Subtype /Image /Width {canvas.ScanWidth} /Height {canvas.ScanHeight} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
        jpeg);

    private int Font(PdfFont font)
    {
        if (fonts.TryGetValue(font, out var known))
        {
            return known;
        }

        const int nonSymbolic = 32;
        var program = Stream($"/Filter /FlateDecode /Length1 {font.Program.Length}", Deflate(font.Program));
        var descriptor = Object(++last, $"<< /Type /FontDescriptor /FontName /PAPERS+{font.Name} /Flags {nonSymbolic} /ItalicAngle 0 /StemV 80 "
            + $"/FontBBox [-1000 -500 2000 1200] /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight 730 /FontFile2 {program} 0 R >>");
        return fonts[font] = Object(++last, $"<< /Type /Font /Subtype /TrueType /BaseFont /PAPERS+{font.Name} /Encoding /WinAnsiEncoding "
            + $"/FirstChar 32 /LastChar 255 /Widths [{string.Join(' ', font.Widths)}] /FontDescriptor {descriptor} 0 R >>");
    }

    private int Stream(string entries, byte[] content)
    {
        offsets[++last] = file.Position;
        Put($"{last} 0 obj\n<< {entries} /Length {content.Length} >>\nstream\n");
        file.Write(content);
        Put("\nendstream\nendobj\n");
        return last;
    }

    private int Object(int number, string content)
    {
        offsets[number] = file.Position;
        Put($"{number} 0 obj\n{content}\nendobj\n");
        return number;
    }

    private void Put(string ascii) => file.Write(Encoding.ASCII.GetBytes(ascii));

    private static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }
}
