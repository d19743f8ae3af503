using System.Globalization;
using System.Text;

namespace Simulators.Gold.Scans;

/// <summary>A page of a scanned PDF: the size that it is shown in, its picture, and whether the picture lies on its side.</summary>
internal sealed record PicturePage(Picture Picture, double Width, double Height, bool Sideways);

/// <summary>Writes a PDF whose pages are pictures and nothing else, as a scanner does.</summary>
internal static class PicturePdf
{
    public static byte[] Write(IReadOnlyList<PicturePage> pages)
    {
        using var file = new MemoryStream();
        List<long> places = [];
        Put("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        Begin("<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        Begin($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, at) => $"{3 + 3 * at} 0 R"))}] >>\nendobj\n");
        foreach (var (page, at) in pages.Select((page, at) => (page, at)))
        {
            var first = 3 + 3 * at;
            var (width, height) = page.Sideways ? (page.Height, page.Width) : (page.Width, page.Height);
            Begin($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Points(width)} {Points(height)}] /Rotate {(page.Sideways ? 90 : 0)} "
                + $"/Resources << /XObject << /Scan {first + 2} 0 R >> >> /Contents {first + 1} 0 R >>\nendobj\n");
            var content = $"q {Points(width)} 0 0 {Points(height)} 0 0 cm /Scan Do Q\n";
            Begin($"<< /Length {content.Length} >>\nstream\n{content}endstream\nendobj\n");
            Begin($"<< /Type /XObject /Subtype /Image /Width {page.Picture.Width} /Height {page.Picture.Height} /ColorSpace /DeviceGray "
                + $"/BitsPerComponent 8 /Filter /DCTDecode /Length {page.Picture.Jpeg.Length} >>\nstream\n");
            file.Write(page.Picture.Jpeg);
            Put("\nendstream\nendobj\n");
        }

        var table = file.Position;
        Put($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
        {
            Put($"{place.ToString("0000000000", CultureInfo.InvariantCulture)} 00000 n \n");
        }

        Put($"trailer\n<< /Size {places.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Begin(string body)
        {
            places.Add(file.Position);
            Put($"{places.Count} 0 obj\n{body}");
        }

        void Put(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    private static string Points(double points) => points.ToString("0.##", CultureInfo.InvariantCulture);
}
