using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// Corrects a reading where a strip of the page that was read anew agrees with the witness: an inscription that was left out is put in, one that
/// stands nowhere is taken out, a value is exchanged. What the strip says otherwise than the witness changes nothing. Pure.
/// </summary>
internal static class StripRepair
{
    /// <summary>A number that is set right lets the rest of its line be compared, once.</summary>
    private const int Rounds = 2;

    public static (IndexPage Page, IReadOnlyList<Repair> Repairs) Apply(IndexPage asRead, PageTestimony said, IReadOnlyList<StripReading> strips)
    {
        var page = asRead;
        List<Repair> repairs = [];
        for (var round = 0; round < Rounds && strips is not []; round++)
        {
            if (Reconciliation.Of(page, said) is not { } reconciled)
            {
                break;
            }

            var lines = reconciled.Lines
                .Select(line => (Line: line, Kept: Keep(line, reconciled.Witness, strips, repairs)))
                .Where(line => line.Kept is not null)
                .Select((line, i) => (line.Line, Kept: line.Kept! with { Line = i + 1 }))
                .ToList();
            repairs.AddRange(lines.SelectMany(line => Changes(line.Line, line.Kept)));
            var count = page.Inscriptions.Count;
            page = page with { Inscriptions = [.. lines.Select(line => line.Kept)], LinesSeen = page.LinesSeen == count ? lines.Count : page.LinesSeen };
        }

        return repairs is [] ? (asRead, []) : (page, repairs);
    }

    /// <returns>The line as it stays; null for none.</returns>
    private static Inscription? Keep(ReconciledLine line, BandWitness witness, IReadOnlyList<StripReading> strips, List<Repair> repairs)
    {
        if (line.Pair.Band is not { } band)
        {
            var said = line.Pair.Line!;
            var around = strips.LastOrDefault(strip => strip.Strip.HoldsGap(line.Pair.Above, witness.Table.Bands.Count));
            if (line.Standing is not Standing.Invented || around is null || around.Lines is [] || around.HoldsMore(witness.Table)
                || around.Lines.Any(other => SameValue.Number(other.PublicationNumber) == SameValue.Number(said.PublicationNumber)))
            {
                return said;
            }

            repairs.Add(new(said.Line, ReconciledPage.Whole, said.PublicationNumber, ""));
            return null;
        }

        var again = strips.LastOrDefault(strip => strip.Strip.Holds(band))?.At(band, witness.Table);
        if (line.Pair.Line is not { } read)
        {
            return line.Standing is Standing.Missing && again is not null && Agrees(IndexField.Number, again, band, witness) ? again : null;
        }

        return again is null ? read : line.Findings
            .Where(finding => finding.Standing is Standing.Disputed && Agrees(finding.Field, again, band, witness))
            .Aggregate(read, (kept, finding) => finding.Field.Take(kept, again));
    }

    /// <summary>The witness confirms the second reading; where it could read no number, the date says which inscription it is.</summary>
    private static bool Agrees(IndexField field, Inscription again, int band, BandWitness witness) =>
        witness.StandingOf(field, again, band) is Standing.Confirmed
        || (field == IndexField.Number && witness.Table.Bands[band].Number is null && witness.StandingOf(IndexField.Date, again, band) is Standing.Confirmed);

    private static IEnumerable<Repair> Changes(ReconciledLine was, Inscription kept) => was.Pair.Line is { } read
        ? from field in IndexField.All
          let to = field.Read(kept)
          where field.Read(read) != to
          select new Repair(kept.Line, field.Name, field.Read(read), to)
        : [new(kept.Line, ReconciledPage.Whole, "", $"{kept.PublicationNumber} {kept.PresentationDate}".Trim())];
}
