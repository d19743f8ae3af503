using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Simulators.Gemini;

/// <summary>Reads an acte aloud: the pages asked for, and what their words say of the deed.</summary>
internal static partial class ActeScribe
{
    /// <param name="prompt">A line such as "Pages demandées : 2, 3 (…)" or "2 à 5" says which ranks to read; without it, all.</param>
    public static JsonObject Read(GeminiPrompt prompt)
    {
        var pages = Asked(prompt);
        var words = string.Join(' ', pages.SelectMany(page => Shown(page.Shown, prompt.Band)));
        var header = pages.FirstOrDefault().Shown?.Truth?.Header ?? [];
        var opening = Opening().Match(words);
        return new()
        {
            ["pages"] = new JsonArray([.. pages.Select(JsonNode (page) => new JsonObject
            {
                ["page"] = page.Rank,
                ["blank"] = page.Shown.Page is 0,
                ["text"] = Text(page.Shown, prompt.Band),
                ["illegible_count"] = 0,
            })]),
            ["deed"] = new JsonObject
            {
                ["publication_number"] = header.FirstOrDefault(field => field.Name == "Numéro d'inscription")?.Value ?? "",
                ["date"] = opening.Groups["date"].Value,
                ["nature"] = opening.Groups["nature"].Value,
                ["notary"] = opening.Groups["notary"].Value,
                ["parties"] = new JsonArray([.. Parties().Matches(words).Select(JsonNode (match) => new JsonObject
                {
                    ["name"] = match.Groups["name"].Value,
                    ["role"] = match.Groups["role"].Value,
                })]),
                ["lots"] = new JsonArray([.. Lots().Matches(words).Select(JsonNode (match) => match.Groups["lot"].Value)]),
                ["amounts"] = new JsonArray([.. Amounts().Matches(words).Select(JsonNode (match) => match.Value)]),
            },
            ["sections"] = new JsonArray([.. pages.SelectMany(page => Sections(page.Rank, Shown(page.Shown, prompt.Band)))]),
        };
    }

    /// <summary>A page's text, heading and body.</summary>
    public static string Text(ShownPage page) => Text(page, null);

    private static string Text(ShownPage page, ShownBand? band)
    {
        IReadOnlyList<string> lines = page.Truth is not { } truth ? [] :
        [
            .. truth.Header.Where(field => field.Value.Length > 0).Select(field => $"{field.Name} : {field.Value}"),
            .. truth.Lines,
            .. truth.Labels,
        ];
        return string.Join('\n', band?.Of(lines) ?? lines);
    }

    private static IEnumerable<string> Shown(ShownPage page, ShownBand? band) => page.Truth is not { } truth ? [] : band?.Of(truth.Lines) ?? truth.Lines;

    /// <summary>Images are the asked pages in their order; of a PDF only the asked pages are read.</summary>
    private static List<(int Rank, ShownPage Shown)> Asked(GeminiPrompt prompt)
    {
        var line = AskedLine().Matches(prompt.Text).LastOrDefault()?.Groups["ranks"].Value ?? "";
        var ranks = Ranges().Matches(line).SelectMany(match =>
        {
            var from = int.Parse(match.Groups["from"].Value, System.Globalization.CultureInfo.InvariantCulture);
            var to = match.Groups["to"].Success ? int.Parse(match.Groups["to"].Value, System.Globalization.CultureInfo.InvariantCulture) : from;
            return Enumerable.Range(from, Math.Clamp(to - from + 1, 0, 2000));
        }).ToList();
        return ranks.Count is 0 ? [.. prompt.Pages.Select(page => (page.Rank, page))]
            : ranks.Count == prompt.Pages.Count ? [.. ranks.Zip(prompt.Pages)]
            : [.. prompt.Pages.Where(page => ranks.Contains(page.Rank)).Select(page => (page.Rank, page))];
    }

    private static IEnumerable<JsonNode> Sections(int rank, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var kind = line.StartsWith("COMPARAISSENT", StringComparison.Ordinal) ? "parties"
                : line.StartsWith("DÉSIGNATION", StringComparison.Ordinal) ? "description"
                : line.StartsWith("LECTURE FAITE", StringComparison.Ordinal) ? "signatures"
                : null;
            if (kind is not null)
            {
                yield return new JsonObject { ["kind"] = kind, ["page"] = rank, ["text"] = line };
            }
        }
    }

    [GeneratedRegex(@"Pages? demandées?\s*:\s*(?<ranks>[^\n(]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AskedLine();

    [GeneratedRegex(@"(?<from>\d+)(\s*(-|–|à)\s*(?<to>\d+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ranges();

    [GeneratedRegex(@"^(?<nature>.+?) Le (?<date>[^,]+), DEVANT (?<notary>[^,]+), notaire", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opening();

    [GeneratedRegex(@"(?<name>\p{Lu}[^,;:]*?), domicilié au [^;]*?, ci-après nommé l(e |')«\s(?<role>[^»]+?)\s»", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parties();

    [GeneratedRegex(@"lot numéro (?<lot>[\d\s]*\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lots();

    [GeneratedRegex(@"\d[\d\s]*\$", RegexOptions.None, 1000)]
    private static partial Regex Amounts();
}
