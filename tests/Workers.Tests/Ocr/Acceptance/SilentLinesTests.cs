using Shouldly;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
using Xunit;

namespace Workers.Ocr.Acceptance;

/// <summary>A date, a party or a radiation that nobody but the model could read, under a stroke, a stamp or anywhere: for a person by its line, and never taken in silence.</summary>
public sealed class SilentLinesTests
{
    private const int At = 2;
    private const string Sentence = "line 3: nobody but the model could read every date, party and radiation; a person compares it with the page";

    private static readonly UnwitnessedPolicy Held = new(IsHeld: true, Remark.Of("remedy.second_model"));

    /// <summary>Printed pages with a column of parties, and lines enough for one that cannot be read.</summary>
    public static TheoryData<int> Seeds => [.. WrittenPage.All
        .Where(page => page.Truth.Inscriptions.Count > 6 && page.Said.Table!.HasHeadings && page.Said.Table.Find(ColumnKind.Parties) is not null && page.Said.Table.Bands[At].Parties.Count > 0)
        .Take(5).Select(page => page.Seed)];

    /// <summary>Of these the line has several parties, and the last of them is nobody before.</summary>
    public static TheoryData<int> SeedsOfTwo => [.. WrittenPage.All
        .Where(page => page.Truth.Inscriptions.Count > 6 && page.Said.Table!.HasHeadings && page.Said.Table.Find(ColumnKind.Parties) is not null
            && page.Said.Table.Bands[At].Parties is { Count: > 1 } parties && Likeness.Share(Likeness.Words(parties[^1].Text), [.. parties.SkipLast(1).SelectMany(party => Likeness.Words(party.Text))]) is 0 && Likeness.Words(parties[^1].Text).Count(word => word.Length > 3) > 1 && parties[^1].Box.Top > parties[0].Box.Bottom)
        .Take(5).Select(page => page.Seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_date_that_could_not_be_read_under_a_stroke_is_for_a_person_by_its_line(int seed)
    {
        var date = Band(seed).Date!.Box;
        var cover = Cover(seed, word => Lies(word, date), strokes: [Through(date)]);

        cover.Unread.ShouldBeEmpty();
        (cover.IsCounted, cover.IsWhole).ShouldBe((true, false));
        cover.Silent.ShouldBe([At + 1]);
        Doubts(seed, word => Lies(word, date), strokes: [Through(date)]).ShouldBe([Sentence]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void So_are_parties_under_a_stamp(int seed)
    {
        var band = Band(seed);
        var parties = PageBox.Around(band.Parties.Select(party => party.Box));
        var stamp = parties with { Bottom = band.Box.Bottom - 0.5, Top = band.Box.Top + 0.5 };

        Cover(seed, word => Lies(word, parties), blots: [stamp]).Silent.ShouldBe([At + 1]);
        Doubts(seed, word => Lies(word, parties), blots: [stamp]).ShouldContain(Sentence);
    }

    [Theory]
    [MemberData(nameof(SeedsOfTwo))]
    public void A_stamp_over_one_name_hides_no_other_that_is_left_out(int seed)
    {
        var band = Band(seed);
        var (first, last) = (band.Parties[0].Box, band.Parties[^1].Box);
        var page = Page(seed, word => Lies(word, first));
        var lie = page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select((line, at) => at == At ? line with { Parties = [.. line.Parties.Take(line.Parties.Count - 1)] } : line)] };

        last.SharedHeight(first).ShouldBeLessThanOrEqualTo(0);
        WitnessedPage.Of(lie, Said(page, [], [first]), SecondReadings.None, Held).Doubts.Select(doubt => doubt.Reason).ShouldContain(reason => reason.StartsWith("line 3 says the parties", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_read_under_a_stroke_as_the_model_reads_it_stands_and_what_is_weakly_read_anywhere_is_for_a_person(int seed)
    {
        var date = Band(seed).Date!.Box;

        Doubts(seed, _ => false, strokes: [Through(date)]).ShouldBeEmpty();
        Doubts(seed, word => Lies(word, date)).ShouldBe([Sentence]);
    }

    /// <summary>Tesseract takes a pair of marks for letters; a date that stands where the reading has a mark is another matter.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_mark_that_repeats_the_date_above_needs_nobody_who_reads_it_and_a_date_in_its_place_does(int seed)
    {
        var date = Band(seed).Date!.Box;
        var misread = new WrittenPage(seed, (word, _) => Lies(word, date) ? word with { Text = "mou", Confidence = 40 } : word);

        DoubtsOf(misread).ShouldBeEmpty();
        DoubtsOf(Page(seed, word => Lies(word, date))).ShouldBe([Sentence]);

        static List<string> DoubtsOf(WrittenPage page)
        {
            var read = page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select((line, at) => at == At ? line with { PresentationDate = "»" } : line)] };
            return [.. WitnessedPage.Of(read, Said(page, [], []), SecondReadings.None, Held).Doubts.Select(doubt => doubt.Reason)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_column_that_nobody_reads_is_told_once(int seed)
    {
        var page = new WrittenPage(seed);
        var dates = page.Said.Table!.Bands.Select(band => band.Date?.Box).OfType<PageBox>().ToList();
        var count = page.Truth.Inscriptions.Count;

        Doubts(seed, word => dates.Exists(date => Lies(word, date))).ShouldBe([$"{count} of {count} lines: nobody but the model could read every date, party and radiation; a person compares them with the page"]);
    }

    [Fact]
    public void A_second_model_that_reads_the_page_as_it_is_settles_it()
    {
        var seed = WrittenPage.All.First(page => page.Truth.Inscriptions.Count > 6 && page.Said.Table!.HasHeadings).Seed;
        var date = Band(seed).Date!.Box;
        var page = Page(seed, word => Lies(word, date));

        WitnessedPage.Of(page.Truth, Said(page, [Through(date)], []), new([], [page.Truth]), Held).Doubts.ShouldBeEmpty();
    }

    private static IndexBand Band(int seed) => new WrittenPage(seed).Said.Table!.Bands[At];

    private static bool Lies(PageWord word, PageBox place) => word.Box.SharedHeight(place) > word.Box.Height / 2 && word.Box.SharedWidth(place) > 0;

    private static PageBox Through(PageBox box) => box with { Top = box.Middle - 0.5, Bottom = box.Middle + 0.5 };

    /// <summary>As Tesseract reads it, but that these words are read as others, and not surely.</summary>
    private static WrittenPage Page(int seed, Func<PageWord, bool> isLost) =>
        new(seed, (word, _) => isLost(word) ? word with { Text = new string('7', word.Text.Length), Confidence = 40 } : word);

    private static PageTestimony Said(WrittenPage page, IReadOnlyList<PageBox> strokes, IReadOnlyList<PageBox> blots)
    {
        var words = page.Said.Words.Said!;
        return new(page.Said.Words, Testimony<InkMarks>.Of(new(words.Size, [], [], [.. words.Words.Select(word => word.Box)]) { Strokes = strokes, Blots = blots }));
    }

    private static PageCover Cover(int seed, Func<PageWord, bool> isLost, IReadOnlyList<PageBox>? strokes = null, IReadOnlyList<PageBox>? blots = null)
    {
        var page = Page(seed, isLost);
        var said = Said(page, strokes ?? [], blots ?? []);
        return PageCover.Of(page.Truth, said, Reconciliation.Of(page.Truth, said));
    }

    private static List<string> Doubts(int seed, Func<PageWord, bool> isLost, IReadOnlyList<PageBox>? strokes = null, IReadOnlyList<PageBox>? blots = null)
    {
        var page = Page(seed, isLost);
        return [.. WitnessedPage.Of(page.Truth, Said(page, strokes ?? [], blots ?? []), SecondReadings.None, Held).Doubts.Select(doubt => doubt.Reason)];
    }
}
