using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Acceptance;

/// <summary>A mark that repeats the value above says that value: a scan with one disputes every other.</summary>
public sealed class DittosTests
{
    private const int At = 3;

    public static TheoryData<int> Seeds => [.. WrittenPage.All
        .Where(page => page.Truth.Inscriptions.Count > 6 && page.Said.Table!.HasHeadings && page.Said.Table.Find(ColumnKind.Date) is not null)
        .Take(5).Select(page => page.Seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Another_date_than_the_one_that_is_repeated_is_disputed_with_it(int seed)
    {
        foreach (var mark in new[] { "«»", "idem" })
        {
            var (page, above) = Repeating(seed, mark, confidence: 90);
            page.Doubts(With(page, above)).ShouldBeEmpty(mark);
            page.Doubts(With(page, "« »")).ShouldBeEmpty(mark);
            var dispute = page.Doubts(With(page, "1999-12-31")).ShouldHaveSingleItem(mark).Dispute!;
            (dispute.Line, dispute.Field, dispute.Read, dispute.Seen).ShouldBe((At + 1, "presentation_date", "1999-12-31", above));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_may_be_a_speck_repeats_nothing(int seed)
    {
        foreach (var (mark, confidence) in new[] { ("«»", 35), (",", 95) })
        {
            var (page, _) = Repeating(seed, mark, confidence);
            page.Doubts(With(page, "1999-12-31")).ShouldBeEmpty(mark);
        }
    }

    /// <summary>Nobody can read what stands above, and yet it is seen that the reading does not repeat it.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_reading_that_does_not_repeat_its_own_line_above_is_disputed_though_that_one_could_not_be_read(int seed)
    {
        foreach (var (mark, confidence) in new[] { ("«»", 45), ("idem", 90) })
        {
            var (page, above) = Repeating(seed, mark, confidence, aboveIsSure: false);
            page.Doubts(With(page, above)).ShouldBeEmpty(mark);
            page.Doubts(With(page, "« »")).ShouldBeEmpty(mark);
            var dispute = page.Doubts(With(page, "1999-12-31")).ShouldHaveSingleItem(mark).Dispute!;
            (dispute.Line, dispute.Field, dispute.Read).ShouldBe((At + 1, "presentation_date", "1999-12-31"));
        }
    }

    /// <returns>The page as Tesseract reads it, its fourth date a mark, and the date above.</returns>
    private static (WrittenPage Page, string Above) Repeating(int seed, string mark, int confidence, bool aboveIsSure = true)
    {
        var bands = new WrittenPage(seed).Said.Table!.Bands;
        var (above, date) = (bands[At - 1].Date!.Box, bands[At].Date!.Box);
        var isMarked = false;
        var page = new WrittenPage(seed, (word, _) =>
        {
            if (!Lies(word, date))
            {
                return !aboveIsSure && Lies(word, above) ? word with { Text = new('7', word.Text.Length), Confidence = 40 } : word with { Confidence = 95 };
            }

            var text = isMarked ? "»" : mark;
            isMarked = true;
            return word with { Text = mark is "idem" ? "idem" : text, Confidence = confidence };
        });
        return (page, bands[At - 1].Date!.Text);
    }

    private static bool Lies(PageWord word, PageBox place) => word.Box.SharedHeight(place) > word.Box.Height / 2 && word.Box.SharedWidth(place) > 0;

    private static IndexPage With(WrittenPage page, string date) =>
        page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select((line, i) => i == At ? line with { PresentationDate = date } : line)] };
}
