using System.Globalization;
using System.Text;

namespace Workers.Ocr.Readings;

/// <summary>A reading as text for people and for full-text search: page by page, in order. Pure.</summary>
internal static class ReadingText
{
    public static string Of(IEnumerable<(int Page, IndexPage Reading)> pages) =>
        PageMarks.Join(pages.Select(page => (page.Page, Of(page.Reading))));

    public static string Of(IEnumerable<(int Page, string Text)> pages) => PageMarks.Join(pages);

    private static string Of(IndexPage page)
    {
        var text = new StringBuilder();
        Field(text, "Circonscription foncière", page.Header.Circonscription);
        Field(text, "Cadastre", page.Header.Cadastre);
        Field(text, "Lot", page.Header.Lot);
        Field(text, "Désignation secondaire", page.Header.DesignationSecondaire);
        Field(text, "Page imprimée", page.PageNumber);
        foreach (var line in page.Inscriptions)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nLigne {line.Line} :\n");
            Field(text, "Date de présentation", line.PresentationDate);
            Field(text, "Numéro d'inscription", line.PublicationNumber);
            Field(text, "Nature de l'acte", line.Nature);
            foreach (var party in line.Parties)
            {
                Field(text, party.Role is "" ? "Partie" : party.Role, party.Name);
            }

            Field(text, "Remarques", line.Remarks);
            Field(text, "Avis d'adresse", string.Join(", ", line.AddressNotices));
            Field(text, "Radiations", line.RadiationNumber);
        }

        if (page.OtherText is not "")
        {
            text.Append('\n').Append(page.OtherText).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>An empty cell has no line, so that no label is ever taken for a value.</summary>
    private static void Field(StringBuilder text, string label, string value)
    {
        if (value is not "")
        {
            text.Append(label).Append(" : ").Append(value).Append('\n');
        }
    }
}
