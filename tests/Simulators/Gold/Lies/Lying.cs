using Simulators.Gold.Truths;

namespace Simulators.Gold.Lies;

/// <summary>Tells a truth with one lie in it. The truth stays as it is; the same seed lies the same.</summary>
internal static class Lying
{
    /// <summary>Null where the document has nothing of the kind to lie about.</summary>
    public static Lied? Tell(GoldTruth truth, LieKind kind, int seed)
    {
        var random = Chance.For(seed, $"lie {kind}");
        if (kind == LieKind.DropParagraph)
        {
            return WithoutParagraph(truth, random);
        }

        // Each page with a line that such a lie can be told of.
        var fit = truth.Pages.Where(page => Fit(page, kind).Count >= (kind == LieKind.ExchangeParties ? 2 : 1)).ToArray();
        return fit.Length == 0 ? null : TellOf(truth, random.Pick(fit), kind, random);
    }

    /// <summary>One lie of each kind that the document has room for.</summary>
    public static IReadOnlyList<Lied> Each(GoldTruth truth, int seed) =>
        [.. Enum.GetValues<LieKind>().Select(kind => Tell(truth, kind, seed)).OfType<Lied>()];

    private static IReadOnlyList<GoldLine> Fit(GoldPage page, LieKind kind) => kind switch
    {
        LieKind.WrongRadiation => [.. page.Lines.Where(line => line.Radiations.Count > 0)],
        LieKind.DropParty or LieKind.ExchangeParties => [.. page.Lines.Where(LineLies.NamesItsParties)],
        _ => page.Lines,
    };

    private static Lied? TellOf(GoldTruth truth, GoldPage page, LieKind kind, Random random)
    {
        var writing = truth.Writing;
        var line = random.Pick(Fit(page, kind));
        switch (kind)
        {
            case LieKind.OmitLine:
                return Said([.. page.Lines.Where(other => other != line)], "", line.PublicationNumber, null);
            case LieKind.InventLine:
                var invented = LineLies.Invent(line, writing, random);
                var place = page.Lines.ToList().IndexOf(line) + 1;
                return Said([.. page.Lines.Take(place), invented, .. page.Lines.Skip(place)], "", null, invented.PublicationNumber, line.Number + 1);
            case LieKind.ChangeNumberDigit:
                var number = LineLies.OtherDigit(line.PublicationNumber, random);
                return Instead(LineLies.WithNumber(line, number, writing), nameof(GoldLine.PublicationNumber), line.PublicationNumber, number);
            case LieKind.WrongDate:
                var date = LineLies.OtherDate(line.Date, random);
                return Instead(LineLies.WithDate(line, date, writing), nameof(GoldLine.Date), $"{line.Date:yyyy-MM-dd}", $"{date:yyyy-MM-dd}");
            case LieKind.WrongRadiation:
                var at = random.Next(line.Radiations.Count);
                var radiation = LineLies.OtherDigit(line.Radiations[at], random);
                return Instead(LineLies.WithRadiation(line, at, radiation, writing), $"{nameof(GoldLine.Radiations)}[{at}]", line.Radiations[at], radiation);
            case LieKind.DropParty:
                var dropped = random.Next(line.Parties.Count);
                return Instead(LineLies.WithoutParty(line, dropped), $"{nameof(GoldLine.Parties)}[{dropped}]", line.Parties[dropped].Name, null);
            default:
                return Exchanged();
        }

        Lied Said(IReadOnlyList<GoldLine> lines, string field, string? right, string? wrong, int? told = null)
        {
            GoldLine[] numbered = [.. lines.Select((said, index) => said with { Number = index + 1 })];
            var page2 = page with { Lines = numbered, LineCount = numbered.Length };
            return new(With(truth, page2), new(kind, page.Number, told ?? line.Number, field, right, wrong));
        }

        Lied Instead(GoldLine said, string field, string? right, string? wrong) =>
            Said([.. page.Lines.Select(other => other == line ? said : other)], field, right, wrong);

        Lied? Exchanged()
        {
            var others = Fit(page, kind).Where(other => LineLies.Named(other) != LineLies.Named(line)).ToArray();
            if (others.Length == 0)
            {
                return null;
            }

            var other = random.Pick(others);
            var told = Said(
                [.. page.Lines.Select(each => each == line ? LineLies.WithPartiesOf(line, other) : each == other ? LineLies.WithPartiesOf(other, line) : each)],
                nameof(GoldLine.Parties), LineLies.Named(line), LineLies.Named(other));
            return told with { Lie = told.Lie with { OtherLine = other.Number } };
        }
    }

    private static Lied? WithoutParagraph(GoldTruth truth, Random random)
    {
        // A divided paragraph goes with both its parts.
        var whole = truth.Pages.SelectMany(page => page.Paragraphs.Select(part => (page.Number, Part: part)))
            .GroupBy(part => part.Part.Number)
            .Where(parts => parts.Sum(part => part.Part.Lines.Count) >= 2)
            .ToArray();
        if (whole.Length == 0)
        {
            return null;
        }

        var gone = random.Pick(whole);
        GoldPage[] pages =
        [
            .. truth.Pages.Select(page => page with
            {
                Paragraphs =
                [
                    .. page.Paragraphs.Where(part => part.Number != gone.Key)
                        .Select(part => part.Number > gone.Key ? part with { Number = part.Number - 1 } : part),
                ],
            }),
        ];
        return new(
            truth with { Pages = pages },
            new(LieKind.DropParagraph, gone.First().Number, gone.Key, "", string.Join(' ', gone.Select(part => part.Part.Text)), null));
    }

    private static GoldTruth With(GoldTruth truth, GoldPage page) =>
        truth with { Pages = [.. truth.Pages.Select(other => other.Number == page.Number ? page : other)] };
}
