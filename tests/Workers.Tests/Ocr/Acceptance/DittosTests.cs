using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
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
        foreach (var (mark, confidence) in new[] { ("«»", 45), (",", 95) })
        {
            var (page, _) = Repeating(seed, mark, confidence);
            page.Doubts(With(page, "1999-12-31")).ShouldBeEmpty(mark);
        }
    }

    /// <returns>The page as Tesseract reads it, its fourth date a mark, and the date above.</returns>
    private static (WrittenPage Page, string Above) Repeating(int seed, string mark, int confidence)
    {
        var bands = new WrittenPage(seed).Said.Table!.Bands;
        var date = bands[At].Date!.Box;
        var isMarked = false;
        var page = new WrittenPage(seed, (word, _) =>
        {
            if (word.Box.SharedHeight(date) <= word.Box.Height / 2 || word.Box.SharedWidth(date) <= 0)
            {
                return word with { Confidence = 95 };
            }

            var text = isMarked ? "»" : mark;
            isMarked = true;
            return word with { Text = mark is "idem" ? "idem" : text, Confidence = confidence };
        });
        return (page, bands[At - 1].Date!.Text);
    }

    private static IndexPage With(WrittenPage page, string date) =>
        page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select((line, i) => i == At ? line with { PresentationDate = date } : line)] };
}
