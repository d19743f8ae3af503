using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Truths;
using Xunit;

namespace Workers.Simulators.Gold;

/// <summary>What seeds and samples promise, and that each axis does what its name says.</summary>
public sealed class GoldSetTests
{
    private static readonly Combination Plain = new(
        Template.HandwrittenLedger, Medium.Scan, Hand.RoundHand, Language.French, Skew.Straight, Turn.Upright, Ink.Fresh, Dirt.Clean, Stamping.None,
        Extent.OnePage, Density.Usual, RowShape.Single, Ditto.None, Strikes.None, Headings.EveryPage, DateStyle.Words, NumberStyle.Plain);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    public static TheoryData<string> Templates => [.. Enum.GetNames<Template>()];

    [Fact]
    public void The_same_seed_draws_the_same_bytes()
    {
        foreach (var combination in new[] { Plain with { Dirt = Dirt.Specks, Stamping = Stamping.OverLines }, Plain with { Template = Template.Deed, Medium = Medium.BornDigital } })
        {
            var once = GoldSet.Draw(5, combination);

            GoldSet.Draw(5, combination).Pdf.ShouldBe(once.Pdf);
            GoldSet.Draw(6, combination).Pdf.ShouldNotBe(once.Pdf);
        }

        GoldSet.Draw(7).Combination.ShouldBe(GoldSet.Draw(7).Combination);
        GoldSet.Draw(7).Twin.ShouldBe(GoldSet.Draw(7).Twin);
    }

    [Fact]
    public void Eight_documents_show_every_value_of_every_axis_and_sixty_nearly_every_pair()
    {
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var shown = GoldSet.Sample(8, seed).Select(document => Axes.PlacesOf(document.Combination)).ToArray();

            Axes.All.Select((axis, at) => shown.Select(places => places[at]).Distinct().Count() == axis.Count ? "" : axis.Name).Where(name => name.Length > 0).ShouldBeEmpty();
        }

        var all = Axes.All.SelectMany((axis, at) => Axes.All.Skip(at + 1).Select(other => axis.Count * other.Count)).Sum();
        var seen = GoldSet.Sample(60, 1).SelectMany(document => Sampling.Pairs(Axes.PlacesOf(document.Combination))).Distinct().Count();
        ((double)seen / all).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public async Task Every_document_opens_in_poppler_with_the_pages_of_its_truth()
    {
        foreach (var document in GoldSet.Sample(8, seed: 21))
        {
            var said = await Poppler.RunAsync(document.Pdf, "pdfinfo", _test, "-l", "-1", "{pdf}");
            said.ShouldContain($"Pages:           {document.Truth.Pages.Count}\n");
            var text = (await Poppler.WordsAsync(document.Pdf, _test)).SelectMany(page => page).ToArray();
            var pictures = await Poppler.RunAsync(document.Pdf, "pdfimages", _test, "-list", "{pdf}");
            var kept = pictures.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
            if (document.Combination.Medium == Medium.BornDigital)
            {
                text.ShouldNotBeEmpty();
                kept.ShouldBeEmpty();
                continue;
            }

            text.ShouldBeEmpty();
            kept.Length.ShouldBe(document.Truth.Pages.Count);
            kept.ShouldAllBe(picture => picture[5] == "gray" && picture[8] == "jpeg" && picture[12] == "300" && picture[13] == "300");
            said.Contains("rot:   90", StringComparison.Ordinal).ShouldBe(document.Combination.Turn == Turn.KeptSideways);
        }
    }

    [Fact]
    public void A_quarter_turn_lays_the_page_on_its_side_and_a_picture_kept_sideways_shows_upright()
    {
        var upright = Page(Plain);

        (Page(Plain with { Turn = Turn.QuarterRight }).Width, Page(Plain with { Turn = Turn.QuarterLeft }).Width).ShouldBe((upright.Height, upright.Height));
        Page(Plain with { Turn = Turn.KeptSideways }).Lines[0].Box.ShouldBe(upright.Lines[0].Box);
        Page(Plain with { Turn = Turn.UpsideDown }).Lines[0].Box.Top.ShouldBeGreaterThan(Page(Plain with { Turn = Turn.UpsideDown }).Lines[^1].Box.Top);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_continued_document_has_more_pages_and_a_blank_back_is_counted_by_no_heading(string named)
    {
        var template = Enum.Parse<Template>(named);
        Pages(Plain with { Template = template }).Count.ShouldBe(1);
        var continued = Pages(Plain with { Template = template, Extent = Extent.Continued });
        var blanked = Pages(Plain with { Template = template, Extent = Extent.BlankBetween });

        continued.Count.ShouldBeGreaterThan(1);
        continued.ShouldAllBe(page => !page.Blank);
        blanked.Select(page => page.Blank).ShouldBe(blanked.Select((_, at) => at % 2 == 1));
        blanked.Select(page => page.Number).ShouldBe(Enumerable.Range(1, blanked.Count));
        blanked[2].Header!.Page.ShouldBe(2);
        Pages(Plain with { Template = template, Extent = Extent.Continued, Headings = Headings.FirstPageOnly })[1].Header?.Lot.ShouldBeNull();
    }

    [Fact]
    public void Dittos_strikes_double_rows_and_stamps_appear_where_their_axis_says_so()
    {
        var crowded = Plain with { Density = Density.Crowded };
        var plain = Page(crowded).Lines;
        var marks = Page(crowded with { Ditto = Ditto.Marks }).Lines;

        plain.SelectMany(line => line.Cells).ShouldAllBe(cell => cell.Text != "« »");
        marks.ShouldContain(line => line.Cell(Field.Date)!.Text == "« »");
        marks.ShouldContain(line => line.Cell(Field.From)!.Text == "« »");
        marks.Where(line => line.Cell(Field.From)!.Text == "« »").ShouldAllBe(line => line.Parties[0].Name == marks[line.Number - 2].Parties[0].Name);
        Page(crowded with { Ditto = Ditto.Words }).Lines.ShouldContain(line => line.Cell(Field.Date)!.Text == "idem");
        plain.ShouldAllBe(line => !line.Struck);
        Page(crowded with { Strikes = Strikes.Some }).Lines.ShouldContain(line => line.Struck);
        Page(crowded with { RowShape = RowShape.Doubled }).Lines.ShouldAllBe(line => line.Rows >= 2);
        plain.Average(line => line.Rows).ShouldBeLessThan(1.6);
        Page(Plain).Stamps.ShouldBeEmpty();
        var over = Page(Plain with { Stamping = Stamping.OverLines });
        over.Lines.ShouldContain(line => line.Box.Holds(line.Box.MiddleX, over.Stamps[0].Box.MiddleY, 4));
        var beside = Page(crowded with { Stamping = Stamping.Beside });
        beside.Lines.ShouldAllBe(line => line.Box.Bottom < beside.Stamps[0].Box.Top);
    }

    [Fact]
    public void A_deed_says_its_amounts_in_words_and_figures_and_numbers_its_clauses()
    {
        foreach (var seed in Enumerable.Range(0, 10))
        {
            var deed = GoldSet.Draw(seed, Plain with { Template = Template.Deed, Extent = Extent.Continued, Density = Density.Few, Language = (Language)(seed % 2) }).Truth;
            var parts = deed.Pages.SelectMany(page => page.Paragraphs).ToArray();

            parts.SelectMany(part => part.Amounts).ShouldNotBeEmpty();
            parts.ShouldAllBe(part => part.Amounts.All(amount => part.Text.Contains($"{amount.Words} ({amount.Figures})", StringComparison.Ordinal)));
            parts.Where(part => part.Clause is not null && !part.Continued).Select(part => part.Clause)
                .ShouldBe(Enumerable.Range(1, parts.Count(part => part.Clause is not null && !part.Continued)).Select(number => $"{number}."));
            parts.Where(part => part.Clause is not null && !part.Continued).ShouldAllBe(part => part.Text.StartsWith(part.Clause! + " ", StringComparison.Ordinal));
            deed.Deed!.PublicationNumber.ShouldNotBeEmpty();
        }
    }

    private static IReadOnlyList<GoldPage> Pages(Combination combination) => GoldSet.Draw(3, combination).Truth.Pages;

    private static GoldPage Page(Combination combination) => Pages(combination)[0];
}
