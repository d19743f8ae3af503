using SkiaSharp;

namespace Simulators.Gold.Drawing;

/// <summary>
/// Draws a sheet's marks. With a <see cref="Random"/> each word strays as a hand or a worn machine makes it; without one every word
/// stands exactly where the layout put it, as a text layer wants it. Stamps are drawn as shapes, so that no text layer holds them.
/// </summary>
internal sealed class Painter(SKCanvas canvas, Random? astray, double strength = 1)
{
    private readonly SKPaint fill = new() { IsAntialias = true };
    private readonly SKPaint line = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round };

    public void Paint(Sheet sheet)
    {
        foreach (var mark in sheet.Marks)
        {
            switch (mark)
            {
                case Word word:
                    Paint(word);
                    break;
                case Rule rule:
                    line.Color = Grey(rule.Darkness);
                    line.StrokeWidth = rule.Thickness;
                    canvas.DrawLine(rule.X1, rule.Y1, rule.X2, rule.Y2, line);
                    break;
                case Stroke stroke:
                    Paint(stroke);
                    break;
                case StampMark stamp:
                    Paint(stamp);
                    break;
                default:
                    throw new InvalidOperationException($"{mark.GetType().Name} cannot be drawn.");
            }
        }
    }

    private SKColor Grey(double darkness, byte alpha = 255)
    {
        var level = (byte)(255 - 255 * Math.Clamp(darkness * strength, 0, 1));
        return new(level, level, level, alpha);
    }

    private void Paint(Word word)
    {
        var pen = word.Pen;
        var wavers = astray is null ? 0 : pen.Wavers;
        fill.Color = Grey(pen.Darkness * (wavers > 0 ? astray!.Between(0.84, 1) : 1));
        if (wavers == 0 && word.Squeeze >= 1)
        {
            canvas.DrawText(word.Text, word.X, word.Baseline, SKTextAlign.Left, pen.Font, fill);
            return;
        }

        canvas.Save();
        canvas.Translate(word.X, word.Baseline + (wavers > 0 ? (float)astray!.Between(-wavers, wavers) : 0));
        if (wavers > 0)
        {
            canvas.RotateDegrees((float)astray!.Between(-wavers, wavers) * 1.2f);
        }

        canvas.Scale(word.Squeeze, 1);
        if (wavers > 0 && pen.Weight > 0)
        {
            fill.Style = SKPaintStyle.StrokeAndFill;
            fill.StrokeWidth = pen.Weight;
        }

        canvas.DrawText(word.Text, 0, 0, SKTextAlign.Left, pen.Font, fill);
        fill.Style = SKPaintStyle.Fill;
        canvas.Restore();
    }

    private void Paint(Stroke stroke)
    {
        line.Color = Grey(0.85);
        line.StrokeWidth = 0.9f;
        using var builder = new SKPathBuilder();
        builder.MoveTo(stroke.X1, stroke.Y);
        for (var x = stroke.X1; x < stroke.X2; x += 40)
        {
            builder.LineTo(Math.Min(x + 40, stroke.X2), stroke.Y + (astray is null ? 0 : (float)astray.Between(-1, 1)));
        }

        using var path = builder.Detach();
        canvas.DrawPath(path, line);
    }

    private void Paint(StampMark stamp)
    {
        canvas.Save();
        canvas.Translate(stamp.MiddleX, stamp.MiddleY);
        canvas.RotateDegrees(stamp.Degrees);
        var frame = new SKRect(-stamp.Width / 2, -stamp.Height / 2, stamp.Width / 2, stamp.Height / 2);
        line.Color = Grey(0.75, 170);
        line.StrokeWidth = 1.8f;
        if (stamp.Oval)
        {
            canvas.DrawOval(frame, line);
        }
        else
        {
            canvas.DrawRect(frame, line);
            line.StrokeWidth = 0.7f;
            canvas.DrawRect(SKRect.Inflate(frame, -3.5f, -3.5f), line);
        }

        fill.Color = Grey(0.75, 170);
        for (var row = 0; row < stamp.Lines.Count; row++)
        {
            using var font = new SKFont(Forms.Font.SansBold.Typeface, row == 0 ? 10.5f : 9f);
            var text = stamp.Lines[row];
            using var path = font.GetTextPath(text, new SKPoint(-font.MeasureText(text) / 2, -11 + row * 14.5f));
            canvas.DrawPath(path, fill);
        }

        canvas.Restore();
    }
}
