using System.Globalization;

namespace Simulators.Paper;

/// <summary>Decides what an index of immovables says: inscriptions in order of presentation, from old to new.</summary>
internal static class IndexWriting
{
    private static readonly DateOnly Newest = new(2025, 6, 30);

    public static IReadOnlyList<PageTruth> Write(PaperDocument document)
    {
        var dice = Dice.For(document, 0);
        var pages = new List<PageTruth>(document.Pages);
        var date = new DateOnly(dice.Between(1935, 1985), dice.Between(1, 12), dice.Between(1, 28));
        for (var page = 1; page <= document.Pages; page++)
        {
            var frame = PageFrame.For(PaperKind.Index);
            var fill = page < document.Pages ? 1.0 : dice.Between(0.35, 1.0);
            var room = (frame.Bottom - IndexLayout.TableTop) * fill;
            var step = (Newest.DayNumber - date.DayNumber) / (24 * (document.Pages - page + 1));
            var rows = new List<Inscription>();
            for (var row = Row(dice, date); (room -= IndexLayout.RowHeight(row)) >= 0 || rows.Count == 0; row = Row(dice, date))
            {
                rows.Add(row);
                date = date.AddDays(dice.Between(1, Math.Max(2, step)));
            }

            pages.Add(new PageTruth(page, Header(document, page), rows, [], []));
        }

        return pages;
    }

    private static HeaderField[] Header(PaperDocument document, int page) =>
    [
        new("Circonscription foncière", document.Circonscription),
        new("Cadastre", document.Cadastre ?? ""),
        new("Lot", FrenchText.Grouped(document.Number)),
        new("Désignation secondaire", document.Designation ?? ""),
        new("Page", $"{page} de {document.Pages}"),
    ];

    private static Inscription Row(Dice dice, DateOnly date)
    {
        var nature = dice.Pick(Vocabulary.Natures);
        var parties = new List<Party>();
        AddSide(parties, dice, nature.FirstQuality, nature.First);
        AddSide(parties, dice, nature.SecondQuality, nature.Second);
        var mortgage = nature.Name is "Hypothèque" or "Obligation";
        string? remarks = mortgage || (nature.Name == "Vente" && dice.Chance(0.6)) ? FrenchText.Dollars(dice.Between(4, 900) * 500)
            : dice.Chance(0.3) ? dice.Pick(Vocabulary.Remarks)
            : null;
        var radiation = mortgage && dice.Chance(0.5) ? Number(dice, date.AddDays(dice.Between(700, 4000))) : null;
        var notice = nature.First == Side.Lender && dice.Chance(0.4) ? $"{dice.Between(6_000_000, 6_999_999)}" : null;
        return new Inscription(date, Number(dice, date), nature.Name, parties, remarks, notice, radiation);
    }

    private static void AddSide(List<Party> parties, Dice dice, string quality, Side side)
    {
        var count = side == Side.Person && dice.Chance(0.4) ? 2 : 1;
        for (var i = 0; i < count; i++)
        {
            parties.Add(new Party(quality, Vocabulary.Name(dice, side)));
        }
    }

    /// <summary>Publication numbers grow with time: local series before November 2001, one series of eight digits since.</summary>
    private static string Number(Dice dice, DateOnly date)
    {
        var modern = date.DayNumber - new DateOnly(2001, 11, 1).DayNumber;
        var number = modern >= 0
            ? 9_000_000 + (modern * 2_500L) + dice.Between(0, 2_499)
            : 20_000 + ((date.DayNumber - new DateOnly(1900, 1, 1).DayNumber) * 10L) + dice.Between(0, 9);
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
