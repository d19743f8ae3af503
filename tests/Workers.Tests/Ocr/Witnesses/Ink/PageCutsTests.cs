using Shouldly;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses.Ink;

/// <summary>Where a page is cut for whoever reads it in parts.</summary>
public sealed class PageCutsTests
{
    private static readonly PageSize Letter = new(612, 792);

    [Fact]
    public void A_page_of_lines_is_cut_between_them_into_parts_of_about_one_height()
    {
        var words = Enumerable.Range(0, 60).Select(line => new PageBox(50, 40 + (line * 12), 500, 48 + (line * 12))).ToList();
        var cuts = PageCuts.Find(new(Letter, [], [], words), 3);

        cuts.Count.ShouldBe(3);
        cuts[0].ShouldBe(0);
        cuts[1].ShouldBe(264, tolerance: 8);
        cuts[2].ShouldBe(528, tolerance: 8);
        cuts.ShouldAllBe(cut => !words.Any(word => cut > word.Top - 0.5 && cut < word.Bottom + 0.5));
    }

    [Fact]
    public void Where_words_stand_at_every_height_and_on_a_blank_page_there_is_an_answer()
    {
        PageCuts.Find(new(Letter, [], [], [new(50, 30, 60, 780)]), 3).ShouldBe([0]);
        PageCuts.Find(new(Letter, [], [], [new(50, 230, 60, 300)]), 3).Count.ShouldBe(3);
        PageCuts.Find(new(Letter, [], [], []), 3).ShouldBe([0, 264, 528]);
    }
}
