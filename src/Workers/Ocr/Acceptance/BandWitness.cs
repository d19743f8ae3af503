using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>The witnessed table of a page, and what it says of one value of a line. Pure.</summary>
internal sealed record BandWitness(IndexTable Table, WordPage Words, InkMarks? Ink)
{
    /// <summary>Tesseract's own confidence, below which it is no witness against anybody.</summary>
    private const int LeastSure = 60;
    private const int LeastSureName = 75;
    private const int ShortestNumber = 4;

    public Witness By => Words.Source is WordSource.TextLayer ? Witness.TextLayer : Witness.Tesseract;

    /// <returns>Null when no words of the page are a table.</returns>
    public static BandWitness? Of(PageTestimony said) =>
        said is { Table: { } table, Words.Said: { } words } && (table.Bands is not [] || words.Source is WordSource.TextLayer) ? new(table, words, said.Ink.Said) : null;

    /// <param name="at">The band's place among the bands.</param>
    public Standing StandingOf(IndexField field, Inscription line, int at)
    {
        var band = Table.Bands[at];
        var (read, seen) = (field.Read(line), field.Seen(band));
        if (field == IndexField.Number ? seen is "" : !Knows(field))
        {
            return Standing.Unwitnessed;
        }

        if (SameValue.Of(field, read, seen) || (field != IndexField.Number && SameValue.Of(field, read, Dittos.Resolve(field, Table, at, Words))))
        {
            return Standing.Confirmed;
        }

        return Words.Source is WordSource.TextLayer ? Standing.Disputed
            : seen is "" ? (IsInked(field, band) ? Standing.Unwitnessed : Standing.Disputed)
            : !read.Any(char.IsLetterOrDigit) && read is not "" ? Standing.Unwitnessed
            : field.IsOfDigits ? (IsSure(field.Cells(band)) && HasShape(field, band) ? Standing.Disputed : Standing.Unwitnessed)
            : field == IndexField.Parties ? PartyLikeness.Of(line, Table.Bands, at, LeastSureName)
            : OfWords(Likeness.Words(read), Likeness.Words(seen), IsSure(field.Cells(band)));
    }

    /// <summary>The table has such a column: by its heading, or by what stands in it.</summary>
    private bool Knows(IndexField field) => Table.Find(field.Column) is not null || Table.Bands.Any(band => field.Cells(band) is not []);

    private static Standing OfWords(IReadOnlyList<string> read, IReadOnlyList<string> seen, bool isSure)
    {
        const double most = 0.6;
        return read is [] || seen is [] ? Standing.Unwitnessed
            : Likeness.Share(read, seen) >= most ? Standing.Confirmed
            : isSure && Likeness.Share(read, seen) is 0 && Likeness.Share(seen, read) is 0 ? Standing.Disputed
            : Standing.Unwitnessed;
    }

    /// <summary>A speck beside a number, or a part of it, is no other number.</summary>
    private static bool HasShape(IndexField field, IndexBand band) =>
        field.Cells(band).All(cell => field == IndexField.Date ? NumberShape.IsDate(cell.Text) : NumberShape.IsNumber(cell.Text) && NumberShape.Compact(cell.Text).Length >= ShortestNumber);

    private static bool IsSure(IReadOnlyList<LocatedText> cells) => cells.All(cell => cell.Confidence >= LeastSure);

    /// <summary>Something is written there that Tesseract could not read; where the ink is not known it may be.</summary>
    private bool IsInked(IndexField field, IndexBand band)
    {
        return Ink is null || Table.Find(field.Column) is not { } column || Ink.Words.Any(mark =>
            mark.Centre > column.Left && mark.Centre < column.Right && mark.Middle > band.Box.Top && mark.Middle < band.Box.Bottom);
    }
}
