using System.Text;
using Workers.Pdf;

namespace Workers.Web.Endpoints;

/// <summary>Small PDFs as an office might bring them.</summary>
internal static class BroughtPdf
{
    private const string Font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";

    /// <summary>A deed that says its number on its first page.</summary>
    /// <param name="padding">Bytes more.</param>
    public static byte[] Deed(string number, int padding = 0) => HostilePdf.OnePage(
        content: $"BT /F1 12 Tf 72 700 Td (Numero d'inscription : {number}) Tj ET\n%{new string('x', padding)}", resources: Font);

    /// <summary>The same of many pages.</summary>
    public static byte[] LongDeed(string number, int pages) => HostilePdf.Pages(pages, $"BT /F1 12 Tf 72 700 Td (Numero d'inscription : {number}) Tj ET", Font);

    /// <summary>Nobody knows its password.</summary>
    public static byte[] Locked() => Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(HostilePdf.OnePage()).Replace(
        "trailer << /Size", $"trailer << /Encrypt << /Filter /Standard /V 1 /R 2 /O <{new string('0', 64)}> /U <{new string('0', 64)}> /P -4 >> /ID [<00> <00>] /Size", StringComparison.Ordinal));

    /// <summary>A form as a browser or curl sends it.</summary>
    public static MultipartFormDataContent FormOf(byte[] pdf, string number, params (string Name, string Value)[] more)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("document_source", "acte"), ("document_number", number), ("circonscription_fonciere", "Montréal"), ("acte_type", "Acte"), .. more])
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(pdf), "file", "../../etc/deed.pdf");
        return form;
    }
}
