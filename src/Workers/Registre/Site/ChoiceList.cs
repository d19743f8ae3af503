using System.Text.Json;
using Workers.Registre.Browser;
using Workers.Registre.Matching;

namespace Workers.Registre.Site;

/// <summary>A list of documents to choose one from: acts with similar numbers, or the plans of a lot.</summary>
internal sealed class ChoiceList(SiteTab tab)
{
    private const string Submit = "[name='btnSoumt'], input[value='Soumettre'], input[value='Continuer']";
    private const string Step = "choice";

    /// <summary>The rows of a page that can be chosen from, as <c>rows</c>: with a button to choose, or the picture of what is kept on paper only.</summary>
    public const string RowsOf = """
        const rows = [...document.querySelectorAll('tr')].filter(row =>
          !row.querySelector('tr') && row.querySelector("input[type=radio]:not([name^='rdModlt']):not([name^='rdOrdre']), img[src*='BPD.GIF' i]"));
        """;

    /// <summary>The rows in the order of the page.</summary>
    public async Task<IReadOnlyList<SimilarRow>> ReadAsync()
    {
        var json = await tab.DoAsync(
            page => page.EvaluateAsync<string>($$"""
                () => {
                  {{RowsOf}}
                  return JSON.stringify(rows.map((row, position) => ({
                    position,
                    cells: [...row.cells].map(cell => cell.innerText.trim()),
                    paperOnly: row.querySelector("img[src*='BPD.GIF' i]") !== null,
                  })));
                }
                """),
            Step,
            tab.Options.SelectTimeout);
        return JsonSerializer.Deserialize<SimilarRow[]>(json, JsonSerializerOptions.Web)!;
    }

    public Task ChooseAsync(int position) => tab.DoAsync(
        page => page.EvaluateAsync<bool>(
            $$"""
            position => {
              {{RowsOf}}
              rows[position].querySelector('input[type=radio]').click();
              return true;
            }
            """,
            position),
        Step,
        tab.Options.SelectTimeout);

    public Task SendChoiceAsync(TimeSpan bound) => tab.SendFormAsync(Submit, "submit", bound);
}
