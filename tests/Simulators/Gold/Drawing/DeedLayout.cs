using System.Globalization;
using Simulators.Gold.Contents;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>
/// Lays a deed's paragraphs out over its pages. One that says an amount is kept whole; another may be divided between two pages.
/// The closing stands where the deed ends with room for it; a deed that fills its last page goes on elsewhere.
/// </summary>
internal sealed class DeedLayout(Form form, Combination combination, int seed)
{
    private const float Side = 70;

    private readonly Script script = Script.Of(combination.Hand, large: true, combination.Density);
    private readonly Script signing = Script.Of(Hand.QuickHand, large: true, Density.Usual);
    private readonly List<Filled> filled = [];
    private Sheet sheet = new(form.Width, form.Height);
    private List<GoldParagraph> paragraphs = [];
    private GoldHeader? header;
    private float y;

    /// <param name="onLast">How many clauses stand on the last page at most.</param>
    public IReadOnlyList<Filled> Lay(Deeds deeds, int pages, int onLast)
    {
        Begin(1, pages);
        var number = 0;
        foreach (var passage in deeds.Opening())
        {
            Put(passage, ++number, pages);
        }

        var last = 0;
        foreach (var passage in deeds.Clauses())
        {
            if ((filled.Count + 1 == pages && last++ == onLast) || !Put(passage, ++number, pages))
            {
                break;
            }
        }

        if (last > onLast)
        {
            _ = deeds.Closing().TakeWhile(passage => Put(passage, ++number, pages)).Count();
        }

        End();
        return filled;
    }

    private float Bottom => form.Height - Form.Margin - (combination.Stamping == Stamping.Beside ? 74 : 14);

    private void Begin(int page, int pages)
    {
        sheet = new(form.Width, form.Height);
        paragraphs = [];
        y = Form.Margin + 24;
        header = null;
        if (page == 1 || combination.Headings == Headings.EveryPage)
        {
            var label = new Pen(form.Face, 9f, 0.9f);
            var text = string.Create(CultureInfo.InvariantCulture, $"Page {page} {(combination.Language == Language.English ? "of" : "de")} {pages}");
            header = new(null, null, null, page, pages, sheet.Write(text, form.Width - Side - label.MeasureWords(text), Form.Margin + 8, label));
        }
    }

    private void End() =>
        filled.Add(new(sheet, new(filled.Count + 1, form.Template, form.Width, form.Height, header, [], paragraphs, [], 0)));

    /// <summary>Writes a passage; false where the last page has no room for all of it, and then nothing is written.</summary>
    private bool Put(Passage passage, int number, int pages)
    {
        var writing = passage.Signature ? signing : script;
        IReadOnlyList<string> rows = Sheet.Wrap(passage.Text, writing.Pen, form.Width - 2 * Side - 14);
        var room = (int)((Bottom - y) / writing.Row);
        if (rows.Count > room)
        {
            if (filled.Count + 1 == pages)
            {
                return false;
            }

            var divided = room >= 1 && !passage.Title && passage.Amounts is null or { Count: 0 };
            if (divided)
            {
                Write(passage, number, [.. rows.Take(room)], writing, continued: false, continues: true);
                rows = [.. rows.Skip(room)];
            }

            End();
            Begin(filled.Count + 1, pages);
            Write(passage, number, rows, writing, continued: divided, continues: false);
            return true;
        }

        Write(passage, number, rows, writing, continued: false, continues: false);
        return true;
    }

    private void Write(Passage passage, int number, IReadOnlyList<string> rows, Script writing, bool continued, bool continues)
    {
        List<GoldTextLine> lines = [];
        for (var row = 0; row < rows.Count; row++)
        {
            var width = writing.Pen.MeasureWords(rows[row]);
            var x = passage.Title ? (form.Width - width) / 2
                : passage.Signature ? form.Width / 2 + new Random(seed + number).Next(20)
                : Side + (row == 0 && !continued && passage.Clause is null ? 14 : 0);
            y += writing.Row;
            lines.Add(new(rows[row], sheet.Write(rows[row], x, y, writing.Pen)));
        }

        y += writing.Row * (continues ? 0 : 0.45f);
        paragraphs.Add(new(number, passage.Clause, continued, continues, lines, passage.Amounts ?? [], Box.Around(lines.Select(line => line.Box)).Grown(1.5)));
    }
}
