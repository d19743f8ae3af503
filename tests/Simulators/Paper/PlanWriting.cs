using System.Globalization;

namespace Simulators.Paper;

/// <summary>A plan: a grid of lots with jittered corners, the lot asked for in the middle.</summary>
internal sealed record PlanPage(PageTruth Truth, IReadOnlyList<PlanLot> Lots);

/// <summary>Corners in points from the plan's own origin, clockwise from the north-west.</summary>
internal sealed record PlanLot(string Number, string Width, string Depth, IReadOnlyList<(double X, double Y)> Corners);

internal static class PlanWriting
{
    public const int Columns = 4;
    public const int Rows = 4;
    public const double CellWidth = 125;
    public const double CellHeight = 120;

    public static IReadOnlyList<PageTruth> Write(PaperDocument document) =>
        [.. Enumerable.Range(1, document.Pages).Select(page => WritePage(document, page).Truth)];

    public static PlanPage WritePage(PaperDocument document, int page)
    {
        var dice = Dice.For(document, page);
        var corners = Corners(dice);
        var lots = new List<PlanLot>();
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var middle = row == Rows / 2 && column == Columns / 2;
                lots.Add(new PlanLot(
                    middle ? FrenchText.Grouped(document.Number) : FrenchText.Grouped($"{dice.Between(1_000_000, 6_500_000)}"),
                    Metres(dice),
                    Metres(dice),
                    [corners[row, column], corners[row, column + 1], corners[row + 1, column + 1], corners[row + 1, column]]));
            }
        }

        string[] captions =
        [
            $"Échelle 1 : {dice.Pick([500, 1000, 2000])}",
            $"Minute {dice.Between(100, 9999)}",
            $"Arpenteur-géomètre : {Vocabulary.Person(dice)}",
        ];
        var labels = lots.SelectMany(lot => new[] { lot.Number, lot.Width, lot.Depth }).Concat(captions).ToArray();
        return new PlanPage(new PageTruth(page, Header(document, page), [], [], labels), lots);
    }

    private static HeaderField[] Header(PaperDocument document, int page) =>
    [
        new("Circonscription foncière", document.Circonscription),
        new("Cadastre", document.Cadastre ?? ""),
        new("Lot", FrenchText.Grouped(document.Number)),
        new("Désignation secondaire", document.Designation ?? ""),
        new("Page", $"{page} de {document.Pages}"),
    ];

    private static (double X, double Y)[,] Corners(Dice dice)
    {
        var corners = new (double, double)[Rows + 1, Columns + 1];
        for (var row = 0; row <= Rows; row++)
        {
            for (var column = 0; column <= Columns; column++)
            {
                corners[row, column] = (
                    (column * CellWidth) + dice.Between(-14.0, 14.0) + 14,
                    (row * CellHeight) + dice.Between(-12.0, 12.0) + 12);
            }
        }

        return corners;
    }

    private static string Metres(Dice dice) => dice.Between(12.0, 95.0).ToString("F2", CultureInfo.InvariantCulture).Replace('.', ',');
}
