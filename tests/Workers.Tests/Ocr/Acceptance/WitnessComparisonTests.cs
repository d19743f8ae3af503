using System.Globalization;
using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Acceptance;

/// <summary>Answers that agree with themselves and not with the page, on pages of many layouts whose truth is known.</summary>
public sealed class WitnessComparisonTests
{
    private const int Pages = 300;

    private static readonly IReadOnlyList<Written> All = [.. Enumerable.Range(0, Pages).Select(seed => new Written(seed)).Where(page => page.Said.Table is not null)];

    public enum Lie
    {
        LeftOut,
        DigitChanged,
        Invented,
        DateChanged,
        RadiationDropped,
        PartyDropped,
        PartiesExchanged,
        NothingReturned,
    }

    [Fact]
    public void A_page_that_is_read_as_it_stands_raises_no_doubt() =>
        All.SelectMany(page => page.Doubts(page.Truth)).ShouldBeEmpty();

    [Fact]
    public void Every_lie_is_noticed_and_a_repeat_is_not_told_the_answer()
    {
        foreach (var lie in Enum.GetValues<Lie>())
        {
            var told = 0;
            foreach (var page in All)
            {
                if (Tell(page, lie) is not { } answer)
                {
                    continue;
                }

                told++;
                var doubts = page.Doubts(answer.Page);
                doubts.ShouldNotBeEmpty($"{lie} on page {page.Seed}");
                doubts.ShouldAllBe(doubt => doubt.AgainMayHelp && !doubt.Told!.Contains(answer.Right));
                doubts.ShouldContain(doubt => doubt.Reason.Contains(answer.Right), $"{lie} on page {page.Seed}");
            }

            told.ShouldBeGreaterThan(Pages / 8, $"{lie}");
        }
    }

    [Fact]
    public void A_witness_that_says_nothing_raises_no_doubt() =>
        WitnessComparison.FindDoubts(SampleReadings.Index(4), PageTestimony.Nobody("OCR_WITNESSES=none")).ShouldBeEmpty();

    /// <returns>Null where the page has nothing to lie about; else the answer and a part of what the page says instead.</returns>
    private static (IndexPage Page, string Right)? Tell(Written page, Lie lie)
    {
        var lines = page.Truth.Inscriptions;
        var at = page.Seed % lines.Count;
        var (line, number) = (lines[at], lines[at].PublicationNumber);
        bool Has(ColumnKind kind) => page.Said.Table!.Find(kind) is not null;
        return lie switch
        {
            Lie.LeftOut => (Answer(lines.Where(other => other != line)), number),
            Lie.NothingReturned => (Answer([]), number),
            Lie.DigitChanged => (With(line with { PublicationNumber = number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10)) }), number),
            Lie.Invented => (Answer([.. lines, line with { PublicationNumber = "98 765 432" }]), "98 765 432"),
            Lie.DateChanged => (With(line with { PresentationDate = "1899-12-31" }), line.PresentationDate),
            Lie.RadiationDropped => Has(ColumnKind.Radiations) && line.RadiationNumber is not "" && Known() ? (With(line with { RadiationNumber = "" }), line.RadiationNumber) : null,
            Lie.PartyDropped => Has(ColumnKind.Parties) && line.Parties.Count > 0 && Known() ? (With(line with { Parties = [.. line.Parties.Skip(1)] }), line.Parties[0].Name) : null,
            Lie.PartiesExchanged => Has(ColumnKind.Parties) && Known() && lines.Count > 3 && lines[(at + 1) % lines.Count] is var next && Names(next) != Names(line)
                ? (Answer(lines.Select(other => other == line ? line with { Parties = next.Parties } : other == next ? next with { Parties = line.Parties } : other)), line.Parties.Count > 0 ? line.Parties[0].Name : "nothing")
                : null,
            _ => null,
        };

        bool Known() => page.Said.Table!.HasHeadings;
        IndexPage With(Inscription changed) => Answer(lines.Select(other => other == line ? changed : other));
        IndexPage Answer(IEnumerable<Inscription> said) => page.Truth with { Inscriptions = [.. said.Select((other, i) => other with { Line = i + 1 })], LinesSeen = said.Count() };
        static string Names(Inscription of) => string.Join('|', of.Parties.Select(party => party.Name));
    }

    private sealed class Written
    {
        public Written(int seed)
        {
            Seed = seed;
            var writer = new IndexPageWriter(seed, withNoise: false);
            Said = new(Testimony<WordPage>.Of(writer.Page), Testimony<InkMarks>.None("no picture was made"));
            Truth = SampleReadings.Index(0) with
            {
                LinesSeen = writer.Truth.Count,
                Inscriptions =
                [
                    .. writer.Truth.Select((line, i) => new Inscription(
                        i + 1,
                        line.Date,
                        int.Parse(line.Number, CultureInfo.InvariantCulture).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' '),
                        line.Nature,
                        [.. line.Parties.Select(name => new Party(name, ""))],
                        "",
                        line.Radiation,
                        [.. Said.Table?.Bands.ElementAtOrDefault(i)?.AddressNotices.Select(notice => notice.Text) ?? []],
                        95)),
                ],
            };
        }

        public int Seed { get; }

        public PageTestimony Said { get; }

        public IndexPage Truth { get; }

        public List<Doubt> Doubts(IndexPage answer) => [.. WitnessComparison.FindDoubts(answer, Said)];
    }
}
