using Simulators.Paper.Pdf;

namespace Simulators.Paper;

internal static class PlanDrawing
{
    private const double Top = 150;
    private const double Left = PageFrame.Margin + 12;

    public static void Draw(PdfCanvas canvas, PlanPage plan)
    {
        foreach (var lot in plan.Lots)
        {
            (double X, double Y)[] corners = [.. lot.Corners.Select(corner => (Left + corner.X, Top + corner.Y))];
            canvas.Polygon(1.2, corners);
            canvas.Centred(PdfFont.SansBold, 9, corners.Average(corner => corner.X), corners.Average(corner => corner.Y), lot.Number);
            canvas.Centred(PdfFont.Sans, 6.5, (corners[0].X + corners[1].X) / 2, ((corners[0].Y + corners[1].Y) / 2) + 9, lot.Width);
            canvas.Centred(PdfFont.Sans, 6.5, ((corners[0].X + corners[3].X) / 2) + 14, (corners[0].Y + corners[3].Y) / 2, lot.Depth);
        }

        var y = Top + (PlanWriting.Rows * PlanWriting.CellHeight) + 48;
        foreach (var caption in plan.Truth.Labels.Skip(plan.Lots.Count * 3))
        {
            canvas.Text(PdfFont.Sans, 9, Left, y, caption);
            y += 14;
        }
    }
}
