using System.Globalization;
using Simulators.Gold.Contents;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>The head of an index page: the form's title, its printed labels, and the lot as it was filled in.</summary>
internal sealed class Heading(Form form, Combination combination)
{
    private readonly Pen title = new(form.Bold, 13f, 0.95f);
    private readonly Pen label = new(form.Face, 8f, 0.9f);
    private readonly Pen value = Script.Of(combination.Hand, large: false, combination.Density).Pen;

    /// <summary>Draws the head of page <paramref name="page"/> of <paramref name="pages"/>; <c>Below</c> is where the table begins.</summary>
    public (GoldHeader Header, float Below) Draw(Sheet sheet, Place place, int page, int pages)
    {
        var top = Form.Margin + 6;
        var whole = page == 1 || combination.Headings == Headings.EveryPage;
        List<Box> boxes = [];
        var number = $"{form.Labels.Page} {page.ToString(CultureInfo.InvariantCulture)} {form.Labels.Of} {pages.ToString(CultureInfo.InvariantCulture)}";
        boxes.Add(sheet.Write(number, form.Width - Form.Margin - label.MeasureWords(number), top, label));
        if (!whole)
        {
            sheet.Write(form.Template == Template.EnglishForm ? "(continued)" : "(suite)", Form.Margin, top, label);
            return (new(null, null, null, page, pages, Box.Around(boxes)), top + 12);
        }

        sheet.Centre(form.Title, form.Width / 2, top + 6, title);
        Pair(form.Labels.Circonscription, place.Circonscription, Form.Margin, top + 28);
        Pair(form.Labels.Lot, place.Lot, form.Width * 0.62f, top + 28);
        Pair(form.Labels.Cadastre, place.Cadastre, Form.Margin, top + 46);
        return (new(place.Lot, place.Circonscription, place.Cadastre, page, pages, Box.Around(boxes).Grown(1.5)), top + 58);

        void Pair(string named, string text, float x, float baseline)
        {
            boxes.Add(sheet.Write(named, x, baseline, label));
            boxes.Add(sheet.Write(text, x + label.MeasureWords(named) + 6, baseline, value));
        }
    }
}
