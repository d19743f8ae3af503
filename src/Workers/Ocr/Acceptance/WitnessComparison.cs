using System.Globalization;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// Holds the lines of an index page against what others than the model saw of it: a line that was left out, invented or altered is a doubt,
/// however consistent the answer is in itself. Where no witness speaks there is no doubt by it. Pure.
/// </summary>
internal static class WitnessComparison
{
    /// <summary>On a page of fewer lines a column counts at once; on a longer one when half of it agrees, since a witness may not understand a column.</summary>
    private const int FewLines = 4;

    /// <summary>What a line says and what its band shows of each column that is compared.</summary>
    private static readonly Field[] Fields =
    [
        new("the date", ColumnKind.Date, true, line => line.PresentationDate, band => band.Date?.Text ?? ""),
        new("the radiation", ColumnKind.Radiations, true, line => line.RadiationNumber, band => Joined(band.Radiations)),
        new("the address notices", ColumnKind.AddressNotices, true, line => string.Join(' ', line.AddressNotices), band => Joined(band.AddressNotices)),
        new("the nature", ColumnKind.Nature, false, line => line.Nature, band => band.Nature?.Text ?? ""),
        new("the parties", ColumnKind.Parties, false, line => string.Join(", ", line.Parties.Select(party => party.Name)), band => string.Join(", ", band.Parties.Select(party => party.Text))),
    ];

    public static IEnumerable<Doubt> FindDoubts(IndexPage page, PageTestimony said)
    {
        if (said.Table is not { } table)
        {
            return [];
        }

        var pairs = SequenceAlignment.Of(page.Inscriptions, table.Bands, Score);
        return FindUnpaired(pairs).Concat(FindDifferences([.. pairs.Where(IsSame)], table, said.Words.Said!.Source));
    }

    private static bool IsSame((Inscription? Line, IndexBand? Band) pair) => pair is { Line: not null, Band: not null } && Score(pair.Line, pair.Band) > 0;

    /// <summary>The same number is certain; a band whose number could not be read may be any line.</summary>
    private static int Score(Inscription line, IndexBand band) => band.Digits.Length is 0 ? 1 : band.Digits == NumberShape.Compact(line.PublicationNumber) ? 2 : 0;

    private static IEnumerable<Doubt> FindUnpaired(IReadOnlyList<(Inscription? Line, IndexBand? Band)> pairs)
    {
        foreach (var (line, band) in pairs)
        {
            if (line is not null && band is not null)
            {
                if (Score(line, band) is 0)
                {
                    yield return new($"line {line.Line} says {line.PublicationNumber} where the page says {band.Number!.Text}", Told: $"the number of line {line.Line} is not the one on the page");
                }
            }
            else if (band is not null)
            {
                yield return new($"{Name(band)} stands on the page and was not returned", Told: "an inscription of the page was not returned");
            }
            else
            {
                yield return new($"line {line!.Line} ({line.PublicationNumber}) stands nowhere on the page", Told: $"line {line.Line} stands nowhere on the page");
            }
        }
    }

    private static IEnumerable<Doubt> FindDifferences(IReadOnlyList<(Inscription? Line, IndexBand? Band)> pairs, IndexTable table, WordSource source)
    {
        var fields = Fields.Where(field => (table.Find(field.Column) is not null || (field.Column is ColumnKind.Parties && table.Find(ColumnKind.From) is not null)) && (field.IsOfDigits || source is WordSource.TextLayer));
        return fields.SelectMany(field =>
        {
            Func<string, string> compact = field.Column is ColumnKind.Parties ? NumberShape.CompactNames : NumberShape.Compact;
            var different = pairs.Where(pair => compact(field.Said(pair.Line!)) != compact(field.Shown(pair.Band!))).ToList();
            return pairs.Count < FewLines || different.Count * 2 <= pairs.Count
                ? different.Select(pair => new Doubt(
                    $"line {pair.Line!.Line} says {field.Name} {Quote(field.Said(pair.Line))} where the page says {Quote(field.Shown(pair.Band!))}",
                    Told: $"line {pair.Line.Line} differs from the page in {field.Name}"))
                : [];
        });
    }

    private static string Joined(IEnumerable<LocatedText> texts) => string.Join(' ', texts.Select(text => text.Text));

    private static string Quote(string text) => text is "" ? "nothing" : $"'{text}'";

    private static string Name(IndexBand band) => (band.Number?.Text, band.Date?.Text) switch
    {
        ({ } number, { } date) => $"{number} of {date}",
        ({ } number, _) => number,
        (_, { } date) => $"an inscription of {date}",
        _ => string.Create(CultureInfo.InvariantCulture, $"an inscription {band.Box.Top:0} points from the top"),
    };

    /// <param name="IsOfDigits">Compared also where the witness read the words itself: letters slip.</param>
    private sealed record Field(string Name, ColumnKind Column, bool IsOfDigits, Func<Inscription, string> Said, Func<IndexBand, string> Shown);
}
