using Spectre.Console;
using Workers.Hosting;

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
            if (WidthOf(page) > console.Profile.Width)
            {
                WriteNarrow(console, page);
                continue;
            }

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

    /// <summary>With the spaces around each column.</summary>
    private static int WidthOf(PageTable page) =>
        Math.Max(page.Title.Length, page.Headers.Select((header, column) => Math.Max(header.Length, page.Rows.Select(row => row[column].Length).DefaultIfEmpty().Max()) + 3).Sum() + 1);

    /// <summary>Lines of a table would break words; columns that are cut do not.</summary>
    private static void WriteNarrow(IAnsiConsole console, PageTable page)
    {
        console.WriteLine();
        foreach (var line in WrappedText.Lines(Printable.Of(page.Title), console.Profile.Width).Concat(ListText.Table(page.Headers, page.Rows, console.Profile.Width)))
        {
            console.WriteLine(line);
        }
    }

    private static void WriteRows(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        rows = [.. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Printable.Of)])];
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            output.WriteLine(("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
        }
    }
}
