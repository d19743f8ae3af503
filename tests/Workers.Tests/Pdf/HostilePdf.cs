using System.Globalization;
using System.Text;

namespace Workers.Pdf;

/// <summary>Small PDFs written by hand, to say things that no honest program writes.</summary>
internal static class HostilePdf
{
    /// <summary>One page with this box and this content.</summary>
    /// <param name="title">As a PDF string holds it: brackets in pairs, any line breaks.</param>
    public static byte[] OnePage(string mediaBox = "0 0 612 792", string content = "", string extra = "", string resources = "", string title = "")
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [{mediaBox}] /Contents 4 0 R /Resources << {resources} >> {extra} >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            $"<< /Title ({title}) >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (body, number) in objects.Select((body, i) => (body, i + 1)))
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
