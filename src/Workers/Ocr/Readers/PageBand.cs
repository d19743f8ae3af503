using Workers.Office;

namespace Workers.Ocr.Readers;

/// <summary>A part of a page from edge to edge, which overlaps the one above and the one below. Pure.</summary>
/// <param name="Number">From 1, from above.</param>
/// <param name="Of">How many there are: 2 or 4.</param>
internal readonly record struct PageBand(int Number, int Of)
{
    /// <summary>Of the page's height, above and below: several lines, so that each stands whole in one of two bands.</summary>
    private const double Overlap = 0.06;
    private const int Most = 4;

    public static IReadOnlyList<PageBand> Halves { get; } = [new(1, 2), new(2, 2)];

    /// <summary>Where it begins, as a part of the page's height.</summary>
    public double Top => Math.Max(0, ((Number - 1) / (double)Of) - Overlap);

    public double Bottom => Math.Min(1, (Number / (double)Of) + Overlap);

    /// <summary>Its own halves; none when they would hold too little to be read.</summary>
    public IReadOnlyList<PageBand> Split() => Of < Most ? [new((2 * Number) - 1, 2 * Of), new(2 * Number, 2 * Of)] : [];

    /// <summary>For people.</summary>
    public Remark Said => Remark.Of("word.part", new() { ["number"] = Number, ["of"] = Of });

    /// <summary>What the model is told of the picture.</summary>
    public string Request => FormattableString.Invariant(
        $"""
        L'image montre la bande {Number} de {Of} de la page, de haut en bas ; les bandes se recouvrent. Lis cette bande seule : ce qui n'y figure pas reste vide.
        Une ligne que le bord coupe et qui ne se lit pas en entier est omise : elle figure dans l'autre bande. Les titres des colonnes peuvent être dans une autre bande.
        """);
}
