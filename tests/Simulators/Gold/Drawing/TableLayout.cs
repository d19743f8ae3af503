using Simulators.Gold.Contents;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>A filled sheet and what it says, boxes on the sheet as it lies upright.</summary>
internal sealed record Filled(Sheet Sheet, GoldPage Page);

/// <summary>Lays the inscriptions of a register into the columns of its form, over as many pages as are allowed.</summary>
internal sealed class TableLayout(Form form, Combination combination, Writing writing, Place place)
{
    /// <summary>Between the text of a column and the next one.</summary>
    public const float Gap = 7;

    private readonly Script script = Script.Of(combination.Hand, large: false, combination.Density);
    private readonly Heading heading = new(form, combination);

    /// <summary>Fills each page but the last; the last takes <paramref name="onLast"/> entries at most. No entry is divided between pages.</summary>
    public IReadOnlyList<Filled> Lay(IEnumerable<Inscription> inscriptions, int pages, int onLast)
    {
        using var supply = inscriptions.GetEnumerator();
        supply.MoveNext();
        List<Filled> filled = [];
        for (var page = 1; page <= pages; page++)
        {
            var sheet = new Sheet(form.Width, form.Height);
            var head = heading.Draw(sheet, place, page, pages);
            var y = DrawTitles(sheet, head.Below);
            var bottom = form.Height - Form.Margin - (combination.Stamping == Stamping.Beside ? 74 : 0);
            var top = y;
            List<GoldLine> lines = [];
            while (page < pages || lines.Count < onLast)
            {
                var rows = Entries.Rows(supply.Current, form, combination, writing, script.Pen, mayRepeat: lines.Count > 0);
                var height = rows.Values.Max(cell => cell.Count) * script.Row + Gap * 0.6f;
                if (y + height > bottom)
                {
                    break;
                }

                lines.Add(Enter(sheet, supply.Current, rows, lines.Count + 1, y));
                y += height;
                if (form.RowRules)
                {
                    sheet.Add(new Rule(Form.Margin, y, form.Width - Form.Margin, y, 0.4f, 0.45f));
                }

                supply.MoveNext();
            }

            DrawUprights(sheet, head.Below, form.RowRules && !form.Uprights ? y : form.Height - Form.Margin, top);
            filled.Add(new(sheet, new(page, form.Template, form.Width, form.Height, head.Header, lines, [], [], lines.Count)));
        }

        return filled;
    }

    private GoldLine Enter(Sheet sheet, Inscription inscription, IReadOnlyDictionary<Field, IReadOnlyList<string>> rows, int number, float y)
    {
        List<GoldCell> cells = [];
        foreach (var (column, left, width) in form.Ruled())
        {
            if (!rows.TryGetValue(column.Field, out var texts) || texts.Count == 0)
            {
                continue;
            }

            List<Box> boxes = [];
            for (var row = 0; row < texts.Count; row++)
            {
                if (texts[row].Length > 0)
                {
                    boxes.Add(sheet.Write(texts[row], left + Gap / 2, y + (row + 1) * script.Row - script.Row * 0.22f, script.Pen, width - Gap));
                }
            }

            cells.Add(new(column.Field, string.Join(' ', texts.Where(text => text.Length > 0)).Replace(Written.Tie, ' '), Box.Around(boxes)));
        }

        var box = Box.Around(cells.Select(cell => cell.Box)).Grown(1.5);
        var count = rows.Values.Max(cell => cell.Count);
        if (inscription.Struck)
        {
            for (var row = 0; row < count; row++)
            {
                sheet.Add(new Stroke((float)box.Left, (float)box.Right, y + (row + 0.58f) * script.Row));
            }
        }

        return new(number, inscription.Number, inscription.Date, inscription.Nature, inscription.Parties, inscription.Radiations,
            inscription.Remarks, inscription.AddressNotice, inscription.Struck, count, cells, box);
    }

    private float DrawTitles(Sheet sheet, float y)
    {
        var pen = new Pen(form.Bold, form.Template == Template.Register1850 ? 8.5f : 7.2f, 0.9f);
        var rows = 1;
        foreach (var (column, left, width) in form.Ruled())
        {
            var titles = Sheet.Wrap(column.Title, pen, width - Gap);
            for (var row = 0; row < titles.Count; row++)
            {
                sheet.Write(titles[row], left + Gap / 2, y + 11 + row * 9, pen, width - Gap);
            }

            rows = Math.Max(rows, titles.Count);
        }

        var below = y + 8 + rows * 9;
        sheet.Add(new Rule(Form.Margin, y, form.Width - Form.Margin, y, 1f, 0.8f));
        sheet.Add(new Rule(Form.Margin, below, form.Width - Form.Margin, below, 0.8f, 0.8f));
        return below + 2;
    }

    private void DrawUprights(Sheet sheet, float top, float bottom, float firstRow)
    {
        if (form.Uprights)
        {
            foreach (var (_, left, _) in form.Ruled())
            {
                sheet.Add(new Rule(left, top, left, bottom, 0.6f, 0.6f));
            }

            sheet.Add(new Rule(form.Width - Form.Margin, top, form.Width - Form.Margin, bottom, 0.6f, 0.6f));
        }

        if (form.Template is Template.HandwrittenLedger or Template.Register1850)
        {
            for (var y = firstRow; y < bottom; y += script.Row)
            {
                sheet.Add(new Rule(Form.Margin, y, form.Width - Form.Margin, y, 0.25f, 0.18f));
            }
        }
    }
}
