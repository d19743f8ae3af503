using System.Globalization;
using System.Text;

namespace Simulators.OtherRegistre.Pdf;

/// <summary>What a file carries before its first line and after its last.</summary>
internal static class PdfEnds
{
    public static byte[] Add(byte[] pdf, PdfFile form) => form switch
    {
        PdfFile.Appended => [.. pdf, .. Update(pdf)],
        PdfFile.BlankLines => [.. "\r\n\r\n"u8, .. pdf, .. "\r\n\r\n"u8],
        _ => pdf,
    };

    // A second version of the information dictionary, object 6.
    private static byte[] Update(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var table = text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0];
        var trailer = text[text.LastIndexOf("/Size ", StringComparison.Ordinal)..].Split(" >>")[0];
        const string info = "6 0 obj\n<< /Title (Document) /Producer (SIRF 4) >>\nendobj\n";
        var offset = pdf.Length.ToString("0000000000", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes($"{info}xref\n6 1\n{offset} 00000 n \ntrailer\n<< {trailer} /Prev {table} >>\nstartxref\n{pdf.Length + info.Length}\n%%EOF\n");
    }
}
