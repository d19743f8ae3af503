using System.Globalization;
using System.Text.Json.Nodes;
using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>Reads an index page aloud: everything that is printed on it, as it is printed.</summary>
internal static class IndexScribe
{
    /// <param name="band">The part that is shown; null for all of it.</param>
    public static JsonObject Read(ShownPage page, ShownBand? band)
    {
        var truth = page.Truth is { Inscriptions.Count: > 0 } known ? known : null;
        IReadOnlyList<Inscription> lines = [.. truth is null ? [] : band?.Of(truth.Inscriptions) ?? truth.Inscriptions];
        var heading = band is null or { Number: 1 } ? truth : null;
        return new()
        {
            ["template"] = truth is null ? "autre" : "moderne_inscription",
            ["page_number"] = Field(heading, "Page"),
            ["header"] = new JsonObject
            {
                ["circonscription"] = Field(heading, "Circonscription foncière"),
                ["cadastre"] = Field(heading, "Cadastre"),
                ["lot"] = Field(heading, "Lot"),
                ["designation_secondaire"] = Field(heading, "Désignation secondaire"),
            },
            ["blank"] = page.Page is 0,
            ["lines_seen"] = lines.Count,
            ["inscriptions"] = new JsonArray([.. lines.Select(Line)]),
            ["other_text"] = heading is null ? "" : "REGISTRE FONCIER DU QUÉBEC\nINDEX DES IMMEUBLES",
        };
    }

    private static JsonNode Line(Inscription inscription, int i) => new JsonObject
    {
        ["line"] = i + 1,
        ["presentation_date"] = inscription.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["publication_number"] = FrenchText.Grouped(inscription.Number),
        ["nature"] = inscription.Nature,
        ["parties"] = new JsonArray([.. inscription.Parties.Select(JsonNode (party) => new JsonObject { ["name"] = party.Name, ["role"] = party.Quality })]),
        ["remarks"] = inscription.Remarks ?? "",
        ["radiation_number"] = FrenchText.Grouped(inscription.Radiation ?? ""),
        ["address_notices"] = inscription.AddressNotice is { } notice ? new JsonArray(FrenchText.Grouped(notice)) : [],
        ["confidence"] = 97,
    };

    private static string Field(PageTruth? page, string name) => page?.Header.FirstOrDefault(field => field.Name == name)?.Value ?? "";
}
