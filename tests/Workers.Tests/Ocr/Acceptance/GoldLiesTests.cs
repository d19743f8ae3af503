using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Workers.Benchmarks.Accuracy;
using Xunit;

namespace Workers.Ocr.Acceptance;

/// <summary>The gate beside the real witnesses of drawn pages: what is told as it stands is not marked, each lie about it is.</summary>
public sealed class GoldLiesTests : IDisposable
{
    private static readonly LieKind[] Noticed =
    [
        LieKind.OmitLine, LieKind.InventLine, LieKind.ChangeNumberDigit, LieKind.DropParty, LieKind.ExchangeParties, LieKind.WrongDate, LieKind.WrongRadiation,
    ];

    private readonly GoldHearing _hearing = new();

    public void Dispose() => _hearing.Dispose();

    /// <summary>Every template in two looks: one that lies straight, one that is turned and askew, with dittos, strikes and divided rows.</summary>
    [Theory]
    [InlineData(nameof(Template.ModernInscription))]
    [InlineData(nameof(Template.ModernRadiation))]
    [InlineData(nameof(Template.PrintedForm))]
    [InlineData(nameof(Template.HandwrittenLedger))]
    [InlineData(nameof(Template.EnglishForm))]
    [InlineData(nameof(Template.Register1850))]
    [InlineData(nameof(Template.TypedCard))]
    public async Task On_a_born_digital_page_every_lie_is_noticed_and_no_truth_is_marked(string form)
    {
        var told = new HashSet<LieKind>();
        foreach (var document in Draw(Enum.Parse<Template>(form)))
        {
            await foreach (var page in _hearing.HearAsync(document, cancellation: TestContext.Current.CancellationToken))
            {
                var truth = GateTrials.Truth(page);
                truth.Doubts.ShouldBeEmpty($"{page}");
                foreach (var lie in GateTrials.Lies(truth, seed: 1))
                {
                    lie.IsCaught.ShouldBeTrue($"{lie.Lie} on {page}; raised: {string.Join("; ", lie.New)}");
                    told.Add(lie.Lie.Kind);
                }
            }
        }

        told.ShouldBe(Noticed, ignoreOrder: true);
    }

    /// <summary>A clean scan of print: no line that is left out or invented and no wrong number goes by, and no page of it ends without a mark whatever is told.</summary>
    [Theory]
    [InlineData(nameof(Template.ModernInscription))]
    [InlineData(nameof(Template.PrintedForm))]
    [InlineData(nameof(Template.TypedCard))]
    public async Task On_a_clean_scan_no_lie_about_lines_and_numbers_goes_unnoticed(string form)
    {
        var scan = Draw(Enum.Parse<Template>(form)).First();
        await foreach (var page in _hearing.HearAsync(GoldSet.Draw(scan.Seed, scan.Combination with { Medium = Medium.Scan }), cancellation: TestContext.Current.CancellationToken))
        {
            var truth = GateTrials.Truth(page);
            truth.Doubts.ShouldBeEmpty($"{page}");
            foreach (var lie in GateTrials.Lies(truth, seed: 1).Where(lie => lie.Lie.Kind is LieKind.OmitLine or LieKind.InventLine or LieKind.ChangeNumberDigit))
            {
                lie.IsCaught.ShouldBeTrue($"{lie.Lie} on {page}; raised: {string.Join("; ", lie.New)}");
            }
        }
    }

    /// <summary>Handwriting, faded ink, dirt: a page that Tesseract cannot read goes to a person whatever is told of it.</summary>
    [Fact]
    public async Task On_a_hard_scan_nothing_is_left_without_a_mark()
    {
        var scan = Draw(Template.HandwrittenLedger).Last();
        var hard = scan.Combination with { Medium = Medium.Scan, Hand = Hand.QuickHand, Ink = Ink.Faded, Dirt = Dirt.Specks };
        await foreach (var page in _hearing.HearAsync(GoldSet.Draw(scan.Seed, hard), cancellation: TestContext.Current.CancellationToken))
        {
            GateTrials.Lies(GateTrials.Truth(page), seed: 1).ShouldAllBe(lie => lie.IsMarked);
        }
    }

    private static IEnumerable<GoldDocument> Draw(Template template)
    {
        var straight = new Combination(
            template, Medium.BornDigital, Hand.Printed, Language.French, Skew.Straight, Turn.Upright, Ink.Fresh, Dirt.Clean, Stamping.None, Extent.OnePage,
            Density.Usual, RowShape.Mixed, Ditto.None, Strikes.None, Headings.EveryPage, DateStyle.Iso, NumberStyle.Grouped);
        yield return GoldSet.Draw(21, straight);
        yield return GoldSet.Draw(22, straight with
        {
            Hand = Hand.PlainHand, Language = Language.English, Skew = Skew.Right, Turn = (Turn)((int)template % 4), Stamping = Stamping.OverLines, RowShape = RowShape.Doubled,
            Ditto = Ditto.Words, Strikes = Strikes.Some, DateStyle = DateStyle.Words, NumberStyle = NumberStyle.Marked,
        });
    }
}
