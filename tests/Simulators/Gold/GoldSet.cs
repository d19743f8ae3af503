using System.Globalization;
using Simulators.Gold.Contents;
using Simulators.Gold.Drawing;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold;

/// <summary>Documents of the land register that were drawn from a truth. The same seed draws the same bytes on a system with the same fonts.</summary>
internal static class GoldSet
{
    /// <summary>One document, any combination.</summary>
    public static GoldDocument Draw(int seed)
    {
        var random = Chance.For(seed, "combination");
        return Draw(seed, Axes.At([.. Axes.All.Select(axis => random.Next(axis.Count))]));
    }

    /// <summary>Documents that show every value of every axis, from eight on, and as many pairs of values as they can.</summary>
    public static IReadOnlyList<GoldDocument> Sample(int count, int seed) =>
        [.. Sampling.Draw(count, seed).Select((combination, at) => Draw(unchecked(seed * 7919 + at), combination))];

    public static GoldDocument Draw(int seed, Combination combination)
    {
        var form = Form.Of(combination.Template);
        var content = Chance.For(seed, "content");
        var writing = new Writing(combination.Language, combination.DateStyle, combination.NumberStyle);
        var place = Place.Draw(combination.Template, content);
        var pages = combination.Extent == Extent.OnePage ? 1 : content.Happens(0.25) ? 3 : 2;
        GoldDeed? deed = null;
        IReadOnlyList<Filled> filled;
        if (combination.Template == Template.Deed)
        {
            deed = Deed(combination, form, content);
            filled = new DeedLayout(form, combination, seed).Lay(new(deed, place, combination.Language, content), pages, OnLast(combination.Density, 3, 7));
        }
        else
        {
            filled = new TableLayout(form, combination, writing, place)
                .Lay(Inscriptions.Draw(combination, form, content), pages, OnLast(combination.Density, content.Next(2, 5), content.Next(8, 14)));
        }

        var stamping = Chance.For(seed, "stamp");
        filled = [.. filled.Select(page => Stamps.Put(page, combination, stamping))];
        return Lay(seed, combination, new(combination.Template, writing, deed, []), WithBlanks(filled, form, combination.Extent));
    }

    private static GoldDocument Lay(int seed, Combination combination, GoldTruth truth, IReadOnlyList<Filled> filled)
    {
        var lying = Chance.For(seed, "lying");
        (Filled Filled, Placement Placement)[] laid = [.. filled.Select(page => (page, Placement.Of(page.Sheet, combination.Turn, Degrees(combination.Skew, lying))))];
        GoldPage[] pages = [.. laid.Select((page, at) => page.Placement.Of(page.Filled.Page) with { Number = at + 1 })];
        return new(seed, combination, truth with { Pages = pages }, [.. laid.Select(page => (page.Filled.Sheet, page.Placement))]);
    }

    private static IReadOnlyList<Filled> WithBlanks(IReadOnlyList<Filled> filled, Form form, Extent extent) => extent != Extent.BlankBetween
        ? filled
        : [.. filled.SelectMany((page, at) => at == 0 ? [page] : new[] { Blank(form), page })];

    private static Filled Blank(Form form) =>
        new(new(form.Width, form.Height), new(0, form.Template, form.Width, form.Height, null, [], [], [], 0));

    private static GoldDeed Deed(Combination combination, Form form, Random random) => new(
        random.Next(form.Era.FirstNumber, form.Era.LastNumber).ToString(CultureInfo.InvariantCulture),
        new(random.Next(form.Era.FirstYear, form.Era.LastYear), random.Next(1, 13), random.Next(1, 29)),
        Nature.OfDeed(random).In(combination.Language),
        random.Next(100, 39_000).ToString(CultureInfo.InvariantCulture));

    private static int OnLast(Density density, int few, int usual) => density switch
    {
        Density.Few => few,
        Density.Usual => usual,
        _ => int.MaxValue,
    };

    private static double Degrees(Skew skew, Random random) => skew switch
    {
        Skew.Slight => random.Between(-1, 1),
        Skew.Left => -random.Between(1, 3),
        Skew.Right => random.Between(1, 3),
        _ => 0,
    };
}
