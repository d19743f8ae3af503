using Simulators.Paper.Pdf;

namespace Simulators.Paper;

/// <summary>What every page carries: title, header fields, foot line and the page mark, twice so that either half of the page names it.</summary>
internal static class PageFurniture
{
    private const double Cell = 4;

    public static void Draw(PdfCanvas canvas, PageFrame frame, string title, PageTruth page, PageMark mark)
    {
        canvas.Text(PdfFont.Sans, 8, PageFrame.Margin, frame.Top - 16, "REGISTRE FONCIER DU QUÉBEC");
        canvas.Text(PdfFont.SansBold, 13, PageFrame.Margin, frame.Top + 4, title);
        var y = frame.Top + 20;
        foreach (var field in page.Header)
        {
            canvas.Text(PdfFont.Sans, 8, PageFrame.Margin, y, $"{field.Name} :");
            canvas.Text(PdfFont.SansBold, 8, PageFrame.Margin + 130, y, field.Value);
            y += 11;
        }

        DrawMark(canvas, PageFrame.Margin, frame.Height - (PageMarkCode.Rows * Cell) - 14, mark);
        DrawMark(canvas, frame.Width - PageFrame.Margin - (PageMarkCode.Columns * Cell), 14, mark);
    }

    private static void DrawMark(PdfCanvas canvas, double left, double top, PageMark mark)
    {
        var cells = PageMarkCode.Encode(mark);
        for (var row = 0; row < PageMarkCode.Rows; row++)
        {
            for (var column = 0; column < PageMarkCode.Columns; column++)
            {
                if (cells[row, column])
                {
                    canvas.Fill(left + (column * Cell), top + (row * Cell), Cell, Cell);
                }
            }
        }
    }
}
