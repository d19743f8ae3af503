using System.Globalization;
using System.Text;

namespace Workers.Pdf;

/// <summary>Small PDFs written by hand, to say things that no honest program writes.</summary>
internal static class HostilePdf
{
    /// <summary>One page with this box and this content.</summary>
    /// <param name="title">As a PDF string holds it: brackets in pairs, any line breaks.</param>
    public static byte[] OnePage(string mediaBox = "0 0 612 792", string content = "", string extra = "", string resources = "", string title = "") => Of(
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        $"<< /Type /Page /Parent 2 0 R /MediaBox [{mediaBox}] /Contents 4 0 R /Resources << {resources} >> {extra} >>",
        $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
        $"<< /Title ({title}) >>",
    ]);

    /// <summary>So many pages with this content on the first.</summary>
    public static byte[] Pages(int count, string content, string resources) => Of(
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        $"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Range(0, count).Select(page => $"{(page is 0 ? 3 : page + 5)} 0 R"))}] /Count {count} >>",
        $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << {resources} >> >>",
        $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
        "<< >>",
        .. Enumerable.Repeat("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>", count - 1),
    ]);

    /// <summary>Its pages are the list of them again, twice.</summary>
    public static byte[] Looped() => Of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", "<< >>", "<< >>", "<< >>"]);

    /// <param name="objects">From 1, which is the root; the fifth says what the document is called.</param>
    private static byte[] Of(IReadOnlyList<string> objects)
    {
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (body, number) in objects.Select((body, i) => (body, i + 1)))
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer << /Size {objects.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
