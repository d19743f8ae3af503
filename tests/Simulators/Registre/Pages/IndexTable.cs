using Simulators.Paper;

namespace Simulators.Registre.Pages;

/// <summary>A computerised index as the site shows it: one table, a row per party, the other cells spanning them.</summary>
internal static class IndexTable
{
    private static readonly string[] Titles =
        ["Date de présentation d'inscription", "Numéro", "Nature de l'acte", "Qualité", "Nom des parties", "Remarques", "Avis d'adresse", "Radiations"];

    public static string Render(Truth truth)
    {
        var header = truth.Pages[0].Header
            .Where(field => field.Name != "Page")
            .Select(field => $"<b>{Html.Text(field.Name)} :</b> {Html.Text(field.Value)}<br>");
        return $"""
            {string.Join('\n', header)}
            <table border="1" class="Cadre" id="tblIndx"><tr>{string.Concat(Titles.Select(title => $"<th>{title}</th>"))}</tr>
            {string.Join('\n', truth.Pages.SelectMany(page => page.Inscriptions).SelectMany(Rows))}
            </table>
            """;
    }

    private static IEnumerable<string> Rows(Inscription row)
    {
        string Spanning(string html) => $"<td rowspan=\"{row.Parties.Count}\">{html}</td>";
        var before = Spanning(FrenchText.Iso(row.Date))
            + Spanning($"<a href=\"{SitePaths.ActeSearch}?txtNoReqst={row.Number}\">{FrenchText.Grouped(row.Number)}</a>")
            + Spanning(Html.Text(row.Nature));
        var after = Spanning(Html.Text(row.Remarks ?? ""))
            + Spanning(FrenchText.Grouped(row.AddressNotice ?? ""))
            + Spanning(FrenchText.Grouped(row.Radiation ?? ""));
        return row.Parties.Select((party, i) =>
        {
            var cells = $"<td>{Html.Text(party.Quality)}</td><td>{Html.Text(party.Name)}</td>";
            return i == 0 ? $"<tr>{before}{cells}{after}</tr>" : $"<tr>{cells}</tr>";
        });
    }
}
