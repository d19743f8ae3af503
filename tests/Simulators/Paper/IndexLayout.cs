namespace Simulators.Paper;

/// <summary>The table of an index page, in points: shared by who decides how many rows fit and who draws them.</summary>
internal static class IndexLayout
{
    public const double LineHeight = 9.5;
    public const double RowPadding = 4;
    public const double TableTop = 150;
    public const int RemarkWidth = 24;

    public static readonly (string Title, double Width)[] Columns =
    [
        ("Date de présentation\nd'inscription", 78), ("Numéro", 58), ("Nature de l'acte", 122), ("Qualité", 76),
        ("Nom des parties", 168), ("Remarques", 116), ("Avis\nd'adresse", 52), ("Radiations", 62),
    ];

    public static double RowHeight(Inscription row)
    {
        var remarkLines = row.Remarks is null ? 0 : FrenchText.Wrap(row.Remarks, RemarkWidth).Count;
        return RowPadding + (LineHeight * Math.Max(row.Parties.Count, remarkLines));
    }
}
