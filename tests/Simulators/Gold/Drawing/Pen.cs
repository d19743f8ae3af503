using Simulators.Gold.Contents;
using Simulators.Gold.Forms;
using SkiaSharp;

namespace Simulators.Gold.Drawing;

/// <summary>A font at a size, as one document writes with it. <see cref="Wavers"/> is how far each word strays on paper, in points.</summary>
internal sealed class Pen(Font font, float size, float darkness = 1f, float wavers = 0f, float weight = 0f)
{
    public SKFont Font { get; } = new(font.Typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };

    public float Size { get; } = size;

    /// <summary>1 is black.</summary>
    public float Darkness { get; } = darkness;

    public float Wavers { get; } = wavers;

    /// <summary>How much a thin font is thickened on paper, in points.</summary>
    public float Weight { get; } = weight;

    public float Space => Math.Max(Measure(" "), Size * 0.22f);

    public float Measure(string text) => Font.MeasureText(text);

    public float MeasureWords(string text) => text.Split(' ', Written.Tie).Sum(Measure) + Space * text.Count(letter => letter is ' ' or Written.Tie);
}
