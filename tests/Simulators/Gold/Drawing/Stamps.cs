using Simulators.Gold.Contents;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>Puts an office's stamp on a page: on the band that is kept free for it, or across what is written.</summary>
internal static class Stamps
{
    private const float Width = 150;
    private const float Height = 56;

    private static readonly string[] FrenchHeads = ["ENREGISTRÉ", "COPIE CONFORME", "MICROFILMÉ", "BUREAU DE LA PUBLICITÉ"];
    private static readonly string[] EnglishHeads = ["REGISTERED", "TRUE COPY", "MICROFILMED", "REGISTRY OFFICE"];

    public static Filled Put(Filled filled, Combination combination, Random random)
    {
        var written = filled.Page.Lines.Select(line => line.Box).Concat(filled.Page.Paragraphs.Select(paragraph => paragraph.Box)).ToArray();
        if (combination.Stamping == Stamping.None || written.Length == 0)
        {
            return filled;
        }

        var over = combination.Stamping == Stamping.OverLines;
        var english = combination.Language == Language.English;
        string[] lines =
        [
            random.Pick(english ? EnglishHeads : FrenchHeads),
            Written.InWords(new(random.Next(1950, 2016), random.Next(1, 13), random.Next(1, 29)), combination.Language).ToUpperInvariant(),
            random.Happens(0.5) ? english ? "Registrar" : "Registrateur" : "No " + random.Next(100, 9999),
        ];
        var sheet = filled.Sheet;
        var on = random.Pick(written);
        var x = (float)random.Between(Width * 0.8, sheet.Width - Width * 0.8);
        var y = over ? (float)Math.Clamp(on.MiddleY, Height, sheet.Height - Height) : sheet.Height - Forms.Form.Margin - 36;
        var mark = new StampMark(lines, x, y, Width, Height, (float)random.Between(over ? -18 : -3, over ? 18 : 3), random.Happens(0.4));
        sheet.Add(mark);
        var reach = over ? 0.7 : 0.55;
        var box = new Box(x - Width * 0.55, y - Height * reach, x + Width * 0.55, y + Height * reach);
        return filled with { Page = filled.Page with { Stamps = [.. filled.Page.Stamps, new(string.Join(' ', lines), over, box)] } };
    }
}
