using Spectre.Console;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Cli.Status;

/// <summary>
/// Writes tables: with lines and fitted to the width on a terminal, as aligned plain text elsewhere. Warnings follow; what comes before
/// anything else is in <c>first</c>.
/// </summary>
internal static class PageWriter
{
    private const int Indent = 2;

    /// <param name="words">Of whom reads it; English where nothing is said.</param>
    /// <param name="width">Of the terminal that the output is; null asks the output.</param>
    public static void WritePlain(
        TextWriter output, IReadOnlyList<PageTable> tables, IReadOnlyList<string> warnings, IReadOnlyList<string>? first = null, OfficeWords? words = null, int? width = null)
    {
        width ??= TerminalWidth.Of(output);
        WriteWarnings(output, first ?? [], width);
        foreach (var table in tables)
        {
            WriteLines(output, WrappedText.Lines(table.Title, width));
            WriteLines(output, ListText.Table(table.Headers, table.Rows, width - Indent, words).Select(line => (new string(' ', Indent) + line).TrimEnd()));
            output.WriteLine();
        }

        WriteWarnings(output, warnings, width);
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

    private static void WriteWarnings(TextWriter output, IReadOnlyList<string> warnings, int? width) =>
        WriteLines(output, warnings.SelectMany(warning => WrappedText.Lines($"! {warning}", width, Indent)));

    private static void WriteLines(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }
}
