using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>Parties beside names that were read from an image: slips are no difference, a name that is nowhere in the band is one. Pure.</summary>
internal static class PartyLikeness
{
    private const double Agrees = 0.7;

    /// <summary>More lines than parties are wrapped names, or a party that was left out: then all of it must be found again.</summary>
    private const double AgreesWholly = 0.85;

    /// <summary>Parties are another band's when that fits so much better.</summary>
    private const double Better = 0.4;
    private const double Poor = 0.5;

    /// <summary>A word that says who somebody is has so many letters.</summary>
    private const int LongWord = 5;

    /// <param name="at">The band that the line is paired with.</param>
    /// <param name="leastSure">Names that were read with less confidence speak against nobody.</param>
    public static Standing Of(Inscription line, IReadOnlyList<IndexBand> bands, int at, int leastSure)
    {
        var band = bands[at];
        var names = line.Parties.Select(party => Likeness.Words(party.Name)).ToList();
        var read = names.SelectMany(name => name).ToList();
        var around = WordsOf(band);

        // A name that wraps may be taken for the next band's.
        var near = around.Concat(new[] { at - 1, at + 1 }.Where(next => next >= 0 && next < bands.Count).SelectMany(next => WordsOf(bands[next]))).ToList();
        var sure = band.Parties.Where(party => party.Confidence >= leastSure).Select(party => Likeness.Words(party.Text)).Where(HasLong).ToList();
        var own = Likeness.Share(read, around);
        if (sure is not [] && (names.Any(name => HasLong(name) && Likeness.Share(name, near) is 0) || IsOfNeighbour(read, own, bands, at)))
        {
            return Standing.Disputed;
        }

        var said = read.Concat(Likeness.Words(string.Join(' ', line.Parties.Select(party => party.Role).Append(line.Remarks)))).ToList();
        if (sure.Any(name => Likeness.Share(name, said) is 0))
        {
            return Standing.Disputed;
        }

        var seen = sure.SelectMany(name => name).ToList();
        var least = band.Parties.Count <= line.Parties.Count ? Agrees : AgreesWholly;
        return read is not [] && seen is not [] && own >= Agrees && Likeness.Share(seen, said) >= least
            ? Standing.Confirmed
            : Standing.Unwitnessed;
    }

    private static bool IsOfNeighbour(List<string> read, double own, IReadOnlyList<IndexBand> bands, int at) => own < Poor && new[] { at - 1, at + 1 }
        .Where(next => next >= 0 && next < bands.Count)
        .Any(next => Likeness.Share(read, Likeness.Words(IndexField.Parties.Seen(bands[next]))) >= own + Better);

    private static IReadOnlyList<string> WordsOf(IndexBand band) => Likeness.Words(string.Join(' ', band.Cells.SelectMany(cell => cell.Value).Select(cell => cell.Text)));

    private static bool HasLong(IReadOnlyList<string> name) => name.Any(word => word.Length >= LongWord);
}
