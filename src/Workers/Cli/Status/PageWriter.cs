using Spectre.Console;

namespace Workers.Cli.Status;

/// <summary>
/// Writes tables: with lines and fitted to the width on a terminal, as aligned plain text elsewhere. Warnings follow; what comes before
/// anything else is in <c>first</c>.
/// </summary>
internal static class PageWriter
{
    public static void WritePlain(TextWriter output, IReadOnlyList<PageTable> tables, IReadOnlyList<string> warnings, IReadOnlyList<string>? first = null)
    {
        foreach (var line in first ?? [])
        {
            output.WriteLine($"! {line}");
        }

        foreach (var table in tables)
        {
            output.WriteLine(table.Title);
            WriteRows(output, [table.Headers, .. table.Rows]);
            output.WriteLine();
        }

        foreach (var warning in warnings)
        {
            output.WriteLine($"! {warning}");
        }
    }

    public static void WriteTerminal(IAnsiConsole console, IReadOnlyList<PageTable> tables, IReadOnlyList<string> warnings, IReadOnlyList<string>? first = null)
    {
        foreach (var line in first ?? [])
        {
            console.MarkupLineInterpolated($"[red]! {line}[/]");
        }

        foreach (var page in tables)
        {
            var table = new Table().Title(Markup.Escape(page.Title), new Style(decoration: Decoration.Bold)).Border(TableBorder.Simple);
            foreach (var header in page.Headers)
            {
                table.AddColumn(Markup.Escape(header));
            }

            foreach (var row in page.Rows)
            {
                table.AddRow([.. row.Select(Markup.Escape)]);
            }

            console.Write(table);
        }

        foreach (var warning in warnings)
        {
            console.MarkupLineInterpolated($"[yellow]! {warning}[/]");
        }
    }

    private static void WriteRows(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            output.WriteLine(("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
        }
    }
}
