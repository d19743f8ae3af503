using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>The witnessed table of a page, and what it says of one value of a line. Pure.</summary>
internal sealed partial record BandWitness(IndexTable Table, WordPage Words, InkMarks? Ink)
{
    /// <summary>Tesseract's own confidence, below which it is no witness against anybody.</summary>
    private const int LeastSure = 60;
    private const int ShortestNumber = 4;

    /// <summary>A digit or two at the edge of a column are cut off, or a rule is read as one.</summary>
    private const int MostCutOff = 2;

    /// <summary>A rule between two lines keeps this part of a word's height from its middle; a stroke through it does not.</summary>
    private const double Stroke = 0.2;

    /// <summary>And goes through this part of its width at least.</summary>
    private const double Through = 0.25;

    /// <summary>What is so much higher than most words, as a stamp is, was not written in the table.</summary>
    private const double Tall = 1.5;

    private readonly double _height = Words.Words.Select(word => word.Box.Height).Order().ElementAtOrDefault(Words.Words.Count / 2);

    public Witness By => Words.Source is WordSource.TextLayer ? Witness.TextLayer : Witness.Tesseract;

    /// <returns>Null when no words of the page are a table.</returns>
    public static BandWitness? Of(PageTestimony said) =>
        said is { Table: { } table, Words.Said: { } words } && (table.Bands is not [] || words.Source is WordSource.TextLayer) ? new(table, words, said.Ink.Said) : null;

    /// <param name="at">The band's place among the bands.</param>
    /// <param name="above">The line that is paired with the band above; null where none is.</param>
    public Standing StandingOf(IndexField field, Inscription line, int at, Inscription? above = null)
    {
        var band = Table.Bands[at];
        var (read, seen) = (field.Read(line), field.Seen(band));
        if (field == IndexField.Number ? seen is "" : !Knows(field))
        {
            return IsOfRow(field, read) && !IsStruck(band.Box) && RowWitness.LeavesOut(field, line, InRow(band)) ? Standing.Disputed : Standing.Unwitnessed;
        }

        if (SameValue.Of(field, read, seen) || SaysOtherLook(field, band, read) || (field != IndexField.Number && SameValue.Of(field, read, Dittos.Resolve(field, Table, at, Words))))
        {
            return Standing.Confirmed;
        }

        if (Words.Source is WordSource.TextLayer)
        {
            return Standing.Disputed;
        }

        var standing = read.Any(char.IsLetterOrDigit) && FindRepeated(field, at) is { } source ? OfRepeated(field, source, read)
            : seen is "" ? (IsInked(field, band) ? Standing.Unwitnessed : Standing.Disputed)
            : !read.Any(char.IsLetterOrDigit) && read is not "" ? Standing.Unwitnessed
            : field.IsOfDigits ? OfDigits(field, band, read, seen)
            : field == IndexField.Parties ? PartyLikeness.Of(line, Table.Bands, at, [.. NamesIn(band)])
            : OfWords(Likeness.Words(read), Likeness.Words(seen), IsSure(field.Cells(band)));
        return standing is Standing.Disputed && IsObscured(field, band) && !(field == IndexField.Parties && LeavesOutClear(line, band)) ? Standing.Unwitnessed
            : standing is Standing.Unwitnessed && above is not null && IsUnlikeRepeated(field, read, at, field.Read(above)) ? Standing.Disputed
            : standing;
    }

    /// <summary>The page says the same as above, though nobody can read what, and the reading does not.</summary>
    private bool IsUnlikeRepeated(IndexField field, string read, int at, string above) => field == IndexField.Date && read.Any(char.IsAsciiDigit) && above.Any(char.IsAsciiDigit)
        && Dittos.Repeats(field, Table, at, Words) && !MayHoldMore(at) && !IsObscured(field, Table.Bands[at]) && !SameValue.Of(field, read, above);

    /// <summary>A stamp over one name hides no other: whom it leaves clear is named.</summary>
    private bool LeavesOutClear(Inscription line, IndexBand band) => PartyLikeness.LeavesOut(
        line, [.. NamesIn(band).Where(word => !IsStruck(word.Box) && !IsBlotted(word.Box))]);

    /// <summary>Where its heading was not read nobody knows which column it is: a line is compared with all that stands in its row. Where other headings were read the page may have none such.</summary>
    private bool IsOfRow(IndexField field, string read) => By is Witness.Tesseract && !Knows(field) && (read is not "" || !Table.HasHeadings);

    /// <summary>The words of a band that no stamp lies over.</summary>
    private List<PageWord> InRow(IndexBand band) => [.. Words.Words.Where(word => IsIn(word.Box, band) && !IsBlotted(word.Box))];

    /// <summary>What the page says at this place; of a cell that surely repeats the one above, what that one says.</summary>
    public string SeenAt(IndexField field, Inscription line, int at) => IsOfRow(field, field.Read(line)) ? RowWitness.Text(InRow(Table.Bands[at])) : field.Seen(Table.Bands[By is Witness.Tesseract && FindRepeated(field, at) is { } above ? above : at]);

    /// <summary>Dates and natures are repeated by a mark or a word; names too, but beside others.</summary>
    private int? FindRepeated(IndexField field, int at) =>
        field == IndexField.Date || field == IndexField.Nature ? Dittos.FindSource(field, Table, at, Words, LeastSure, MayHoldMore) : null;

    private Standing OfRepeated(IndexField field, int above, string read)
    {
        var source = Table.Bands[above];
        return IsObscured(field, source) ? Standing.Unwitnessed
            : field.IsOfDigits ? OfDigits(field, source, read, field.Seen(source))
            : OfWords(Likeness.Words(read), Likeness.Words(field.Seen(source)), IsSure(field.Cells(source)));
    }

    /// <summary>The band surely is an inscription: its number was read well, or its date.</summary>
    public bool IsSure(IndexBand band) => By is Witness.TextLayer
        || (band.Number is { } number && IsSure([number]) && HasShape(IndexField.Number, band) && !IsCovered(IndexField.Number, band) && !IsStruck(number.Box))
        || (band is { Number: not null, Date: { } date } && IsSure([date]) && NumberShape.IsDate(date.Text));

    /// <summary>Something may stand between two neighbouring bands that was not read: ink where the numbers are, or a stamp over it.</summary>
    /// <param name="above">Bands above the place.</param>
    public bool MayHoldMore(int above)
    {
        if (Ink is null || Table.Find(ColumnKind.Number) is not { } column)
        {
            return false;
        }

        var known = Table.Bands.Select(band => (band.Number ?? band.Date)?.Box ?? band.Box).ToList();
        var (top, bottom) = (above is 0 ? double.NegativeInfinity : known[above - 1].Bottom, above == known.Count ? double.PositiveInfinity : known[above].Top);
        return bottom > top && Ink.Words.Where(mark => mark.Centre > column.Left && mark.Centre < column.Right).Concat(Ink.Blots.Where(blot => blot.Right > column.Left && blot.Left < column.Right))
            .Any(mark => mark.Bottom > top && mark.Top < bottom && mark.Middle > Table.Bands[0].Box.Top - mark.Height && mark.Middle < Table.Bands[^1].Box.Bottom + mark.Height
                && (WordShape.IsBlot(mark) || (mark.Middle > top && mark.Middle < bottom)));
    }

    /// <summary>Of two looks that differ one may be the one that has read right.</summary>
    private static bool SaysOtherLook(IndexField field, IndexBand band, string read) => field.Cells(band) is [{ Other: { } other }]
        && (SameValue.Of(field, read, other) || (field == IndexField.Number && Digits(read) == Digits(other)));

    private Standing OfDigits(IndexField field, IndexBand band, string read, string seen)
    {
        var (one, other) = (Digits(read), Digits(seen));
        var cells = field.Cells(band);
        return one.Length > 0 && one == other && !other.Any(char.IsLetter) ? Standing.Confirmed
            : Math.Abs(one.Length - other.Length) <= MostCutOff && (one.Contains(other, StringComparison.Ordinal) || other.Contains(one, StringComparison.Ordinal)) ? Standing.Unwitnessed
            : IsSure(cells) && HasShape(field, band) && cells.All(cell => cell.Other is null && !IsStruck(cell.Box)) ? Standing.Disputed
            : Standing.Unwitnessed;
    }

    /// <summary>Without the "No" that stands before a number, however Tesseract has read it.</summary>
    private static string Digits(string text) => SameValue.Number(MisreadMark().Replace(text.Trim(), ""));

    /// <summary>What is read through a stroke of the pen is not sure.</summary>
    private bool IsStruck(PageBox box) => box.Width > 0 && (Ink?.Strokes.Any(stroke => stroke.SharedWidth(box) > Through * box.Width
        && stroke.Bottom > box.Top + (Stroke * box.Height) && stroke.Top < box.Bottom - (Stroke * box.Height)) ?? false);

    /// <summary>A stamp lies over a value of the band, or a stroke through it: what is read there confirms, and disputes nothing.</summary>
    public bool IsObscured(IndexField field, IndexBand band) => IsCovered(field, band)
        || (field.Cells(band) is { Count: > 0 } cells ? cells.Any(cell => IsStruck(cell.Box)) : ColumnsOf(field).Any(column => IsStruck(band.Box with { Left = Math.Max(band.Box.Left, column.Left), Right = Math.Min(band.Box.Right, column.Right) })));

    private bool IsCovered(IndexField field, IndexBand band) => Ink is { Blots: { Count: > 0 } blots }
        && ColumnsOf(field).Any(column => blots.Any(blot => blot.Right > column.Left && blot.Left < column.Right && blot.Bottom > band.Box.Top && blot.Top < band.Box.Bottom));

    private IEnumerable<TableColumn> ColumnsOf(IndexField field) =>
        Table.Columns.Where(column => column.Kind == field.Column || (field == IndexField.Parties && column.Kind is ColumnKind.From or ColumnKind.To));

    private IEnumerable<PageWord> NamesIn(IndexBand band) => Words.Words.Where(word => IsNameIn(word.Box, band));

    private bool IsIn(PageBox word, IndexBand band) => word.Middle > band.Box.Top && word.Middle < band.Box.Bottom && word.Height < Tall * _height;

    /// <summary>A stamp lies over a part of it.</summary>
    private bool IsBlotted(PageBox word) => Ink?.Blots.Any(blot => blot.SharedWidth(word) > 0 && blot.SharedHeight(word) > 0) ?? false;

    private bool IsNameIn(PageBox word, IndexBand band) => IsIn(word, band) && ColumnsOf(IndexField.Parties).Any(column => word.Centre > column.Left && word.Centre <= column.Right);

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

    [GeneratedRegex(@"^[NMW]\p{L}{0,2}[.:°º*]?\s+(?=\d)", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex MisreadMark();
}
