using System.Text.Json;
using Microsoft.Playwright;

namespace Workers.Registre.Recognition;

/// <summary>Reads the tables that a frame shows, without touching it and within bounds.</summary>
internal static class TableReader
{
    private const string Look = $$"""
        ([mostRows, mostColumns, mostLetters]) => {
          const most = 2000;
          let left = mostLetters;
          const squeeze = text => (text || '').replace(/[\u200B-\u200D\uFEFF]/g, '').replace(/\s+/g, ' ').trim();
          const take = (list, count) => Array.from({ length: Math.min(list.length, count) }, (_, at) => list[at]);
          const wellFormed = (_, value) => typeof value === 'string' ? value.toWellFormed() : value;
          {{PageReader.Plainly}}
          const read = table => {
            let isCut = false;
            const textOf = cell => {
              const text = squeeze(cell.innerText);
              isCut = isCut || text.length > most;
              left -= Math.min(text.length, most);
              return text.slice(0, most);
            };
            const rows = [];
            for (let at = 0; at < table.rows.length; at++) {
              if (left < 0 || at >= mostRows) {
                isCut = true;
                break;
              }
              rows.push(take(table.rows[at].cells, mostColumns).map(cell => {
                const inner = cell.querySelector('table');
                return {
                  text: inner ? '' : textOf(cell),
                  rowSpan: cell.rowSpan,
                  colSpan: cell.colSpan,
                  inner: inner && cell.colSpan > 1 ? take(inner.rows, 100).map(row => take(row.cells, mostColumns).map(textOf)) : null,
                };
              }));
            }
            return { rows, isCut };
          };
          const tables = take(document.querySelectorAll('table'), 100).filter(table => table.getClientRects().length > 0).map(read);
          return plainly(() => JSON.stringify(tables, wellFormed));
        }
        """;

    /// <exception cref="PlaywrightException">The frame went away meanwhile, or scripts of the site spoil what is read.</exception>
    public static async Task<IReadOnlyList<ShownTable>> ReadAsync(IFrame frame)
    {
        var json = await frame.EvaluateAsync<string>(Look, new[] { TableGrid.MostRows, TableGrid.MostColumns, IndexTable.MostLetters });
        try
        {
            return JsonSerializer.Deserialize<List<ShownTable>>(json ?? "", JsonSerializerOptions.Web) ?? [];
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            throw new PlaywrightException($"the tables of the frame cannot be read: {odd.Message}", odd);
        }
    }
}
