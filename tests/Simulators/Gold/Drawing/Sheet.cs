using Simulators.Gold.Contents;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>Something that is drawn on a sheet, in points from its top left corner.</summary>
internal abstract record Mark;

/// <summary>One word. <see cref="Squeeze"/> below 1 is a word that was written narrow to fit its column.</summary>
internal sealed record Word(string Text, float X, float Baseline, Pen Pen, float Squeeze) : Mark;

/// <summary>A printed rule.</summary>
internal sealed record Rule(float X1, float Y1, float X2, float Y2, float Thickness, float Darkness) : Mark;

/// <summary>A stroke of a pen through something.</summary>
internal sealed record Stroke(float X1, float X2, float Y) : Mark;

/// <summary>An office's stamp, turned by some degrees about its middle.</summary>
internal sealed record StampMark(IReadOnlyList<string> Lines, float MiddleX, float MiddleY, float Width, float Height, float Degrees, bool Oval) : Mark;

/// <summary>One side of paper as it was filled in, before any scanner saw it.</summary>
internal sealed class Sheet(float width, float height)
{
    private readonly List<Mark> marks = [];

    public float Width => width;

    public float Height => height;

    public IReadOnlyList<Mark> Marks => marks;

    public void Add(Mark mark) => marks.Add(mark);

    /// <summary>Writes a text word by word from <paramref name="x"/> on; where it is wider than <paramref name="room"/>, narrower. Returns where its words are.</summary>
    public Box Write(string text, float x, float baseline, Pen pen, float room = float.MaxValue)
    {
        var squeeze = Math.Min(1f, room / Math.Max(1f, pen.MeasureWords(text)));
        List<Box> boxes = [];
        foreach (var word in text.Split(' ', Written.Tie))
        {
            var across = pen.Measure(word) * squeeze;
            if (word.Length > 0)
            {
                marks.Add(new Word(word, x, baseline, pen, squeeze));
                boxes.Add(new(x, baseline - pen.Size * 0.72, x + across, baseline + pen.Size * 0.22));
            }

            x += across + pen.Space * squeeze;
        }

        return Box.Around(boxes);
    }

    public void Centre(string text, float middle, float baseline, Pen pen) => Write(text, middle - pen.MeasureWords(text) / 2, baseline, pen);

    /// <summary>Breaks a text into rows that fit a width; a word that is wider has a row of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, Pen pen, float room)
    {
        List<string> rows = [];
        var row = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = row.Length == 0 ? word : $"{row} {word}";
            if (row.Length > 0 && pen.MeasureWords(longer) > room)
            {
                rows.Add(row);
                row = word;
            }
            else
            {
                row = longer;
            }
        }

        return row.Length == 0 ? rows : [.. rows, row];
    }
}
