using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>A reading of a page beside its witness, inscription by inscription.</summary>
/// <param name="LeftOut">Columns of which most of what the page shows was not returned: one doubt each, whatever their lines say.</param>
/// <param name="TellsLines">The witness finds nearly all lines again: it may say that one is there or is not.</param>
internal sealed record Reconciled(BandWitness Witness, IReadOnlyList<ReconciledLine> Lines, IReadOnlyList<IndexField> LeftOut, bool TellsLines);

/// <summary>
/// Puts the reading of an index page beside what others than the model saw of it. Each inscription and each of its values ends confirmed,
/// disputed, missing, invented or unwitnessed, however consistent the answer is in itself. Pure.
/// </summary>
internal static class Reconciliation
{
    /// <summary>On a page of fewer lines a column counts at once; on a longer one when half of it agrees, since a witness may not understand a column.</summary>
    private const int FewLines = 4;
    private const double Half = 0.5;
    private const double NearlyAll = 0.8;

    /// <param name="strips">What was read anew of parts of the page.</param>
    /// <returns>Null when no words of the page say what its lines are.</returns>
    public static Reconciled? Of(IndexPage page, PageTestimony said, IReadOnlyList<StripReading>? strips = null)
    {
        if (BandWitness.Of(said) is not { } witness)
        {
            return null;
        }

        var pairs = LinePairing.Of(page.Inscriptions, witness.Table.Bands);
        if (witness.By is Witness.Tesseract && !Finds(pairs, witness.Table, Half))
        {
            return null;
        }

        var inked = said.InkTable is { } ink && InkCertainty.IsSure(ink, said.Ink.Said) ? ink.Count : null;
        var tellsLines = witness.By is Witness.TextLayer || Finds(pairs, witness.Table, NearlyAll);
        var paired = pairs.Where(pair => pair is { Line: not null, Band: not null }).ToDictionary(pair => pair.Band!.Value, pair => pair.Line!);
        var lines = pairs.Select(pair => Line(pair, page, witness, tellsLines, inked, strips ?? [], paired)).ToList();
        List<IndexField> leftOut = [];
        foreach (var field in IndexField.All.Where(field => field != IndexField.Number))
        {
            if (IsLeftOut(lines, field))
            {
                leftOut.Add(field);
            }
            else
            {
                Silence(lines, field);
            }
        }

        return new(witness, lines, leftOut, tellsLines);
    }

    /// <summary>
    /// Of a page written by hand Tesseract reads a number here and there: who finds hardly any of the lines again is no witness. Whether a line is
    /// there or not only one can say that finds nearly all others.
    /// </summary>
    /// <param name="part">How many of the lines that could be found are.</param>
    private static bool Finds(IReadOnlyList<LinePair> pairs, IndexTable table, double part)
    {
        var most = Math.Min(pairs.Count(pair => pair.Line is not null), pairs.Count(pair => pair.Band is not null));
        var found = pairs.Count(pair => pair is { IsAlike: true, Line: { } line, Band: { } band }
            && (most < FewLines || new[] { table.Bands[band].Number?.Text, table.Bands[band].Number?.Other }.Any(seen => seen is not null && SameValue.Of(IndexField.Number, line.PublicationNumber, seen))));
        return found >= part * most;
    }

    private static ReconciledLine Line(LinePair pair, IndexPage page, BandWitness witness, bool tellsLines, int? inked, IReadOnlyList<StripReading> strips, Dictionary<int, Inscription> paired)
    {
        if (pair is { Line: { } line, Band: { } band })
        {
            var second = strips.LastOrDefault(strip => strip.Strip.Holds(band));
            var again = second?.At(band, witness.Table);
            var fields = pair.IsAlike ? IndexField.All : [IndexField.Number];
            List<Finding> findings = [.. fields.Select(field => Find(field, line, band, witness, again, paired.GetValueOrDefault(band - 1)))];
            return new(pair, findings[0].Standing, second is not null, findings);
        }

        // Tesseract passes over a line at times, and sees one where none is: the ink decides between it and the reading.
        var count = page.Inscriptions.Count;
        return pair.Band is { } alone
            ? new(
                pair,
                !tellsLines || !witness.IsSure(witness.Table.Bands[alone]) || (witness.By is Witness.Tesseract && inked == count && witness.Table.Bands[alone] is { Number: null } or { Date: null }) ? Standing.Unwitnessed : Standing.Missing,
                strips.Any(strip => strip.Strip.Holds(alone)),
                [])
            : new(
                pair,
                !tellsLines || (witness.By is Witness.Tesseract && (inked >= count || witness.MayHoldMore(pair.Above))) ? Standing.Unwitnessed : Standing.Invented,
                strips.Any(strip => strip.Strip.HoldsGap(pair.Above, witness.Table.Bands.Count)),
                []);
    }

    private static Finding Find(IndexField field, Inscription line, int band, BandWitness witness, Inscription? again, Inscription? above)
    {
        var shown = witness.Table.Bands[band];
        var (read, seen) = (field.Read(line), witness.SeenAt(field, line, band));
        var standing = witness.StandingOf(field, line, band, above);
        var readTwice = standing is Standing.Disputed && again is not null && SameValue.Of(field, field.Read(again), read);
        return readTwice && !field.IsOfDigits && witness.By is Witness.Tesseract
            ? new(field, Standing.Confirmed, Witness.SecondReading, read, seen, field.BoxIn(shown), ReadTwice: true)
            : new(field, standing, standing is Standing.Unwitnessed ? null : witness.By, read, seen, field.BoxIn(shown), readTwice);
    }

    /// <summary>A witness that does not understand a column sees other values in it; a reading that returns none where most lines show one left the column out.</summary>
    private static bool IsLeftOut(List<ReconciledLine> lines, IndexField field)
    {
        var pairs = lines.SelectMany(line => line.Findings, (line, finding) => (line.Pair.Line, Finding: finding)).Where(pair => pair.Finding.Field == field).ToList();
        return pairs.Count >= FewLines && pairs.Count(pair => IsNotReturned(pair.Finding) && !IsSaidElsewhere(pair.Line!, pair.Finding.Seen)) * 2 > pairs.Count;
    }

    /// <summary>The page shows a value where the reading has none.</summary>
    public static bool IsNotReturned(Finding finding) => finding is { Standing: Standing.Disputed, Read: "" } && finding.Seen is not "";

    /// <summary>A reading may take what stands in one column for another's.</summary>
    private static bool IsSaidElsewhere(Inscription line, string seen)
    {
        var words = Likeness.Words(seen);
        return words is not [] && Likeness.Share(words, Likeness.Words(string.Join(' ', IndexField.All.Select(field => field.Read(line)).Append(line.Remarks)))) > Half;
    }

    /// <summary>A witness that disputes most of a column does not understand it, and says nothing of it.</summary>
    private static void Silence(List<ReconciledLine> lines, IndexField field)
    {
        var findings = lines.SelectMany(line => line.Findings).Where(finding => finding.Field == field).ToList();
        if (findings.Count < FewLines || findings.Count(finding => finding.Standing is Standing.Disputed) * 2 <= findings.Count)
        {
            return;
        }

        for (var i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i] with
            {
                Findings = [.. lines[i].Findings.Select(finding => finding.Field == field && finding.Standing is Standing.Disputed
                    ? finding with { Standing = Standing.Unwitnessed, By = null }
                    : finding)],
            };
        }
    }
}
