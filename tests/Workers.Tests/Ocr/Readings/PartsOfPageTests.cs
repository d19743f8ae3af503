using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Ocr.Readers;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Readings;

public class PartsOfPageTests
{
    private static readonly Arbitrary<int> Any = Gen.Choose(0, 10_000).ToArbitrary();

    [Fact]
    public void A_page_that_was_cut_anywhere_is_the_same_page_again() =>
        Prop.ForAll(Gen.Choose(2, 40).ToArbitrary(), Any, Any, (count, at, by) =>
        {
            var page = Index(count);
            var cut = 1 + (at % (count - 1));
            var from = Math.Max(0, cut - 1 - (by % 7));
            var (whole, doubts) = PartsOfPage.Join([Part(page, 0, cut), Part(page, from, count)]);
            whole.Inscriptions.ShouldBe(page.Inscriptions, new Same());
            (whole.LinesSeen, whole.Header, whole.PageNumber, doubts.Count).ShouldBe((count, page.Header, page.PageNumber, 0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_that_the_edge_damaged_stands_whole_from_the_other_part()
    {
        var page = Index(9);
        var upper = Part(page, 0, 6);
        var damaged = upper with { Inscriptions = [.. upper.Inscriptions.Take(5), upper.Inscriptions[5] with { PublicationNumber = "100?", Parties = [] }] };
        var (whole, doubts) = PartsOfPage.Join([damaged, Part(page, 4, 9)]);
        whole.Inscriptions.ShouldBe(page.Inscriptions, new Same());
        doubts.ShouldBeEmpty();
    }

    [Fact]
    public void A_whole_line_at_the_seam_that_one_part_alone_has_stays_and_is_told()
    {
        var page = Index(9);
        var upper = Part(page, 0, 6);
        var lower = Part(page, 4, 9);
        var without = lower with { Inscriptions = [.. lower.Inscriptions.Where(line => line.PublicationNumber != page.Inscriptions[5].PublicationNumber)], LinesSeen = 4 };
        var (whole, doubts) = PartsOfPage.Join([upper, without]);
        whole.Inscriptions.ShouldBe(page.Inscriptions, new Same());
        doubts.ShouldHaveSingleItem().Text.ShouldStartWith($"{page.Inscriptions[5].PublicationNumber} stands in one only");

        // The same where the lower part ends with the seam.
        PartsOfPage.Join([upper, Part(page, 3, 5)]).ShouldSatisfyAllConditions(
            joined => joined.Whole.Inscriptions.Count.ShouldBe(6), joined => joined.Doubts.ShouldHaveSingleItem());
    }

    [Fact]
    public void A_line_read_in_two_ways_keeps_the_fuller_one_and_is_told()
    {
        var page = Index(4);
        var upper = Part(page, 0, 3);
        var poorer = upper with { Inscriptions = [.. upper.Inscriptions.Take(2), upper.Inscriptions[2] with { Parties = [] }] };
        var (whole, doubts) = PartsOfPage.Join([poorer, Part(page, 2, 4)]);
        whole.Inscriptions.ShouldBe(page.Inscriptions, new Same());
        doubts.ShouldHaveSingleItem().Text.ShouldContain(page.Inscriptions[2].PublicationNumber);
        PartsOfPage.Join([Part(page, 0, 2), Part(page, 2, 4)]).Doubts.ShouldHaveSingleItem().Text.ShouldContain("no line at their seam");
    }

    [Fact]
    public void A_text_that_was_cut_anywhere_is_the_same_text_again() =>
        Prop.ForAll(Gen.Choose(20, 900).ToArbitrary(), Any, Any, (count, at, dice) =>
        {
            var (by, damage) = (dice / 6, dice % 6);
            string[] words = [.. Enumerable.Range(0, count).Select(i => $"mot{i * 31 % 211}{(i % 9 is 0 ? ",\n" : " ")}")];
            var cut = 10 + (at % (count - 10));
            var from = Math.Max(0, cut - 8 - (by % 60));
            // What an edge cuts is read with slips.
            var upper = string.Concat(words[..cut]) + (damage % 3 is 0 && cut + 3 < count ? string.Concat(words[cut..(cut + 3)]).Replace('o', '0') : "");
            var lower = (damage % 2 is 0 && from > 3 ? string.Concat(words[(from - 3)..from]).Replace("mot", "rnot", StringComparison.Ordinal) : "") + string.Concat(words[from..]);
            var (text, seam) = TextSeam.Join(upper, lower);
            seam.ShouldBe(Seam.Sure);
            text.Trim().ShouldBe(string.Concat(words).Trim());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_without_a_seam_stand_one_after_the_other_and_that_is_told()
    {
        TextSeam.Join("Devant Me Roy, notaire à Montréal,", "a comparu la partie nommée plus bas").ShouldBe(("Devant Me Roy, notaire à Montréal,\na comparu la partie nommée plus bas", Seam.None));
        TextSeam.Join("", "tout").ShouldBe(("tout", Seam.Sure));
    }

    [Theory]
    [InlineData("Le prix est de vingt mille dollars.", "")]
    [InlineData("", "Le prix est de vingt mille dollars.")]
    [InlineData("Lot 5", "")]
    public void Words_at_a_seam_that_one_part_alone_has_stay_and_are_told(string ofUpper, string ofLower)
    {
        const string common = "et les parties déclarent ce qui suit devant le notaire soussigné";
        var (text, seam) = TextSeam.Join($"Devant Me Roy, {common} {ofUpper}", $"{ofLower} {common} que la vente est faite sans garantie légale.");

        seam.ShouldBe(Seam.WordsOfOne);
        text.Split(common).Length.ShouldBe(2);
        text.ShouldContain(ofUpper);
        text.ShouldContain(ofLower);
        text.ShouldEndWith("sans garantie légale.");
    }

    [Fact]
    public void Bands_cover_the_page_and_overlap()
    {
        foreach (IReadOnlyList<PageBand> bands in (IReadOnlyList<PageBand>[])[PageBand.Halves, [.. PageBand.Halves.SelectMany(half => half.Split())]])
        {
            (bands[0].Top, bands[^1].Bottom).ShouldBe((0, 1));
            bands.Zip(bands.Skip(1)).ShouldAllBe(pair => pair.First.Bottom - pair.Second.Top > 0.1);
        }

        PageBand.Halves[0].Split()[0].Split().ShouldBeEmpty();
    }

    private static IndexPage Part(IndexPage page, int from, int to) => page with
    {
        Header = from is 0 ? page.Header : new("", "", "", ""),
        PageNumber = from is 0 ? page.PageNumber : "",
        LinesSeen = to - from,
        Inscriptions = [.. page.Inscriptions.Take(to).Skip(from).Select((line, i) => line with { Line = i + 1 })],
    };

    private sealed class Same : IEqualityComparer<Inscription>
    {
        public bool Equals(Inscription? x, Inscription? y) => Answer(x!).Text == Answer(y!).Text;

        public int GetHashCode(Inscription obj) => obj.Line;
    }
}
