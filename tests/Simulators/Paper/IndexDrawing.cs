using Simulators.Paper.Pdf;

namespace Simulators.Paper;

internal static class IndexDrawing
{
    private const double Rule = 0.5;

    public static void Draw(PdfCanvas canvas, PageFrame frame, PageTruth page)
    {
        var y = IndexLayout.TableTop;
        Heading(canvas, y);
        foreach (var row in page.Inscriptions)
        {
            var height = IndexLayout.RowHeight(row);
            canvas.Line(Rule, PageFrame.Margin, y, PageFrame.Margin + frame.Inner, y);
            string[] cells =
            [
                FrenchText.Iso(row.Date),
                FrenchText.Grouped(row.Number),
                row.Nature,
                string.Join('\n', row.Parties.Select(party => party.Quality)),
                string.Join('\n', row.Parties.Select(party => party.Name)),
                string.Join('\n', FrenchText.Wrap(row.Remarks ?? "", IndexLayout.RemarkWidth)),
                FrenchText.Grouped(row.AddressNotice ?? ""),
                FrenchText.Grouped(row.Radiation ?? ""),
            ];
            Cells(canvas, cells, y + IndexLayout.LineHeight, PdfFont.Sans, 7);
            y += height;
        }

        canvas.Line(Rule, PageFrame.Margin, y, PageFrame.Margin + frame.Inner, y);
        Columns(canvas, IndexLayout.TableTop - 24, y);
    }

    private static void Heading(PdfCanvas canvas, double y)
    {
        var titles = IndexLayout.Columns.Select(column => column.Title).ToArray();
        Cells(canvas, titles, y - 14, PdfFont.SansBold, 6);
        canvas.Line(Rule, PageFrame.Margin, y - 24, PageFrame.Margin + IndexLayout.Columns.Sum(column => column.Width), y - 24);
    }

    private static void Cells(PdfCanvas canvas, string[] cells, double y, PdfFont font, double size)
    {
        var x = PageFrame.Margin;
        foreach (var ((_, width), text) in IndexLayout.Columns.Zip(cells))
        {
            var lineY = y;
            foreach (var line in text.Split('\n'))
            {
                canvas.Text(font, size, x + 2, lineY, line);
                lineY += IndexLayout.LineHeight;
            }

            x += width;
        }
    }

    private static void Columns(PdfCanvas canvas, double top, double bottom)
    {
        var x = PageFrame.Margin;
        canvas.Line(Rule, x, top, x, bottom);
        foreach (var (_, width) in IndexLayout.Columns)
        {
            x += width;
            canvas.Line(Rule, x, top, x, bottom);
        }
    }
}
