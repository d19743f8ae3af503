using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>A line of a reading beside the band of the page that shows it.</summary>
/// <param name="Line">Null for a band that no line tells of.</param>
/// <param name="Band">The band's place among the bands; null for a line that no band shows.</param>
/// <param name="Above">Bands above it.</param>
/// <param name="IsAlike">They tell of one inscription; false where only their places say so.</param>
internal sealed record LinePair(Inscription? Line, int? Band, int Above, bool IsAlike);

/// <summary>Puts the lines of a reading beside the bands of the page, both in their order. Pure.</summary>
internal static class LinePairing
{
    private const int SameNumber = 20;
    private const int NearNumber = 5;
    private const int SameContent = 4;
    private const int NoNumber = 2;
    private const int SameDate = 3;
    private const int LongNumber = 7;
    private const int ShortestNear = 4;

    public static IReadOnlyList<LinePair> Of(IReadOnlyList<Inscription> lines, IReadOnlyList<IndexBand> bands)
    {
        var keyed = lines.Select(line => new KeyedLine(line, SameValue.Number(line.PublicationNumber))).ToList();
        var placed = bands.Select((band, at) => new KeyedBand(band, at, SameValue.Number(band.Digits))).ToList();
        var pairs = new List<LinePair>();
        var above = 0;
        foreach (var (line, band) in SequenceAlignment.Of(keyed, placed, Score))
        {
            pairs.Add(new(line?.Line, band?.At, above, line is not null && band is not null && Score(line, band) > 0));
            above += band is null ? 0 : 1;
        }

        return pairs;
    }

    /// <summary>The same number is certain; a band whose number could not be read may be any line; one digit may be wrong.</summary>
    private static int Score(KeyedLine line, KeyedBand band)
    {
        if (band.Number.Length is 0)
        {
            return band.Band.Date is null ? NoNumber : HasSameDate(line, band) ? NoNumber + SameDate : 1;
        }

        return line.Number == band.Number ? SameNumber
            : AreNear(line.Number, band.Number) ? NearNumber + (HasSameDate(line, band) ? SameDate : 0)
            : HasSameDate(line, band) && HasSame(IndexField.Nature, line, band) && HasSame(IndexField.Parties, line, band) ? SameContent
            : 0;
    }

    private static bool AreNear(string one, string other) => Math.Min(one.Length, other.Length) >= ShortestNear
        && Math.Abs(one.Length - other.Length) <= 1
        && Folding.Distance(one, other) <= (Math.Min(one.Length, other.Length) >= LongNumber ? 2 : 1);

    private static bool HasSameDate(KeyedLine line, KeyedBand band) => HasSame(IndexField.Date, line, band);

    private static bool HasSame(IndexField field, KeyedLine line, KeyedBand band) =>
        field.Read(line.Line) is not "" and var read && SameValue.Of(field, read, field.Seen(band.Band));

    private sealed record KeyedLine(Inscription Line, string Number);

    private sealed record KeyedBand(IndexBand Band, int At, string Number);
}
