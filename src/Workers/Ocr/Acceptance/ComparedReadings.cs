using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// A reading of a page beside another of the same page, line by line: where both say the same each is the other's witness. Pure.
/// </summary>
/// <param name="Doubts">What one has and the other has not, and each value that differs.</param>
/// <param name="Agreed">The values of the first, by line and field, that the second says too.</param>
internal sealed record ComparedReadings(IReadOnlyList<Doubt> Doubts, IReadOnlySet<(int Line, string Field)> Agreed)
{
    private const int SameNumber = 20;
    private const int SameDate = 3;
    private const int SameNature = 1;

    /// <summary>Two readings of a name differ by a letter at times.</summary>
    private const double Alike = 0.85;

    public static ComparedReadings Of(IndexPage page, IndexPage other)
    {
        List<Doubt> doubts = [];
        HashSet<(int, string)> agreed = [];
        foreach (var (line, second) in SequenceAlignment.Of(page.Inscriptions, other.Inscriptions, Score))
        {
            if (line is null || second is null)
            {
                doubts.Add(OfWhole(line, second));
                continue;
            }

            foreach (var field in IndexField.All)
            {
                var (read, seen) = (field.Read(line), field.Read(second));
                if (IsSame(field, read, seen))
                {
                    agreed.Add((line.Line, field.Name));
                }
                else
                {
                    doubts.Add(Doubt.Of(
                        Remark.Of("doubt.second_differs", new() { ["line"] = line.Line, ["field"] = field.Said, ["read"] = Remark.Quoted(read), ["seen"] = Remark.Quoted(seen) }), againMayHelp: false,
                        dispute: new(line.Line, field.Name, Standing.Disputed, read, seen, Witness.SecondReading, null)));
                }
            }
        }

        return new(doubts, agreed);
    }

    private static Doubt OfWhole(Inscription? line, Inscription? second)
    {
        var name = $"{(line ?? second)!.PublicationNumber} {(line ?? second)!.PresentationDate}".Trim();
        return line is not null
            ? Doubt.Of(Remark.Of("doubt.second_line_alone", new() { ["line"] = line.Line, ["name"] = name }), againMayHelp: false,
                dispute: new(line.Line, ReconciledPage.Whole, Standing.Invented, name, "", Witness.SecondReading, null))
            : Doubt.Of(Remark.Of("doubt.second_line_missing", new() { ["name"] = name }), againMayHelp: false,
                dispute: new(null, ReconciledPage.Whole, Standing.Missing, "", name, Witness.SecondReading, null));
    }

    private static bool IsSame(IndexField field, string read, string seen) => SameValue.Of(field, read, seen)
        || (!field.IsOfDigits && Likeness.Words(read) is { Count: > 0 } one && Likeness.Words(seen) is { Count: > 0 } two
            && Likeness.Share(one, two) >= Alike && Likeness.Share(two, one) >= Alike);

    private static int Score(Inscription one, Inscription other) =>
        (SameValue.Number(one.PublicationNumber) == SameValue.Number(other.PublicationNumber) ? SameNumber : 0)
        + (SameValue.Of(IndexField.Date, one.PresentationDate, other.PresentationDate) ? SameDate : 0)
        + (SameValue.Of(IndexField.Nature, one.Nature, other.Nature) ? SameNature : 0) is > SameNature and var fit ? fit : 0;
}
