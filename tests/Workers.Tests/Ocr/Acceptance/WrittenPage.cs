using System.Globalization;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>Pages of many layouts: what is written on each, what its witness says, and lies about it that agree with themselves.</summary>
internal sealed class WrittenPage
{
    public const int Count = 300;

    public WrittenPage(int seed, Func<PageWord, Random, PageWord>? misread = null)
    {
        Seed = seed;
        var writer = new IndexPageWriter(seed, withNoise: false);
        var words = writer.Page;
        if (misread is not null)
        {
            var random = new Random(seed);
            words = words with { Source = WordSource.Tesseract, Words = [.. words.Words.Select(word => misread(word, random))] };
        }

        Said = new(Testimony<WordPage>.Of(words), Testimony<InkMarks>.None("no picture was made"));
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

    public static IReadOnlyList<WrittenPage> All { get; } = [.. Enumerable.Range(0, Count).Select(seed => new WrittenPage(seed)).Where(page => page.Said.Table is not null)];

    public int Seed { get; }

    public PageTestimony Said { get; }

    public IndexPage Truth { get; }

    public int At => Seed % Truth.Inscriptions.Count;

    public List<Doubt> Doubts(IndexPage answer, params IReadOnlyList<StripReading> strips) => [.. WitnessedPage.Of(answer, Said, new(strips, [])).Doubts];

    /// <summary>What somebody reads who reads the strip as it stands.</summary>
    public StripReading Read(Strip strip) =>
        new(strip, [.. Truth.Inscriptions.Skip(strip.First).Take(strip.Count).Select((line, i) => line with { Line = i + 1 })]);

    /// <returns>Null where the page has nothing to lie about; else the answer and a part of what the page says instead.</returns>
    public (IndexPage Page, string Right)? Tell(Lie lie)
    {
        var lines = Truth.Inscriptions;
        var at = At;
        var (line, number) = (lines[at], lines[at].PublicationNumber);
        bool Has(ColumnKind kind) => Said.Table!.Find(kind) is not null && Said.Table.HasHeadings;
        return lie switch
        {
            Lie.LeftOut => (Answer(lines.Where(other => other != line)), number),
            Lie.NothingReturned => (Answer([]), number),
            Lie.DigitChanged => (With(line with { PublicationNumber = number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10)) }), number),
            Lie.Invented => (Answer([.. lines, line with { PublicationNumber = "98 765 432" }]), "98 765 432"),
            Lie.DateChanged => (With(line with { PresentationDate = "1899-12-31" }), line.PresentationDate),
            Lie.RadiationDropped => Has(ColumnKind.Radiations) && line.RadiationNumber is not "" ? (With(line with { RadiationNumber = "" }), line.RadiationNumber) : null,
            Lie.PartyDropped => Has(ColumnKind.Parties) && line.Parties.Count > 0 ? (With(line with { Parties = [.. line.Parties.Skip(1)] }), line.Parties[0].Name) : null,
            Lie.PartiesExchanged => Has(ColumnKind.Parties) && lines.Count > 3 && lines[(at + 1) % lines.Count] is var next && Names(next) != Names(line)
                ? (Answer(lines.Select(other => other == line ? line with { Parties = next.Parties } : other == next ? next with { Parties = line.Parties } : other)), line.Parties.Count > 0 ? line.Parties[0].Name : "nothing")
                : null,
            _ => null,
        };

        IndexPage With(Inscription changed) => Answer(lines.Select(other => other == line ? changed : other));
        IndexPage Answer(IEnumerable<Inscription> said) => Truth with { Inscriptions = [.. said.Select((other, i) => other with { Line = i + 1 })], LinesSeen = said.Count() };
        static string Names(Inscription of) => string.Join('|', of.Parties.Select(party => party.Name).Order(StringComparer.Ordinal));
    }
}
