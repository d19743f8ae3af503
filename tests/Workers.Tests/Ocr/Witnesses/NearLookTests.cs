using Shouldly;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses;

/// <summary>Which values of a page are read by themselves: those with ink of which nobody is sure.</summary>
public sealed class NearLookTests
{
    private const double Height = 8;

    private static readonly PageSize Size = new(612, 792);
    private static readonly TableColumn Numbers = new(ColumnKind.Number, 40, 100);
    private static readonly TableColumn Dates = new(ColumnKind.Date, 100, 200);
    private static readonly TableColumn Radiations = new(ColumnKind.Radiations, 500, 600);

    [Fact]
    public void What_was_read_surely_is_not_read_again()
    {
        Find([At("123456", 50, 1), At("1960-03-19", 110, 1)]).ShouldBeEmpty();
        Find([At("123456", 50, 1, confidence: 30), At("1960-03-19", 110, 1)]).ShouldHaveSingleItem().Column.ShouldBe(Numbers);
        Find([At("123456", 50, 1) with { Other = "123458" }, At("1960-03-19", 110, 1)]).ShouldHaveSingleItem().Column.ShouldBe(Numbers);
    }

    [Fact]
    public void Ink_that_nobody_has_read_is()
    {
        var place = Find([At("123456", 50, 1), At("1960-03-19", 110, 1)], ink: [Mark(510, 1)]).ShouldHaveSingleItem();

        place.Column.ShouldBe(Radiations);
        place.Box.Middle.ShouldBe(LineOf(1).Middle);
    }

    [Fact]
    public void Ink_beside_a_number_may_be_a_digit_of_it_that_nobody_saw()
    {
        var place = Find([At("3456", 50, 1), At("1960-03-19", 110, 1)], ink: [Mark(41, 1, width: 5)]).ShouldHaveSingleItem();

        (place.Column, place.Box.Left, place.Box.Right).ShouldBe((Numbers, 41, 90));
    }

    [Fact]
    public void A_letter_among_digits_may_be_a_digit_and_words_are_words()
    {
        Find([At("A313", 50, 1), At("1960-03-19", 110, 1)]).ShouldHaveSingleItem().Column.ShouldBe(Numbers);
        Find([At("123456", 50, 1), At("idem", 110, 1)]).ShouldBeEmpty();
        Find([At("123456", 50, 1), At("19 mars", 110, 1)]).ShouldHaveSingleItem().Column.ShouldBe(Dates);
    }

    [Fact]
    public void A_ditto_mark_a_stamp_and_what_lies_outside_the_table_are_not()
    {
        List<PageWord> read = [At("123456", 50, 1), At("1960-03-19", 110, 1)];
        Find(read, ink: [Mark(510, 1, width: 6)]).ShouldBeEmpty();
        Find(read, ink: [Mark(510, 9)]).ShouldBeEmpty();
        Find(read, ink: [Mark(510, 1)], blots: [new(505, 0, 560, 792)]).ShouldBeEmpty();
    }

    [Fact]
    public void A_number_that_touches_a_rule_is_no_mark_and_is_read_where_its_date_stands()
    {
        var place = Find([At("1960-03-19", 110, 1)], number: false).ShouldHaveSingleItem();

        place.Column.ShouldBe(Numbers);
        (place.Box.Left, place.Box.Right, place.Box.Middle).ShouldBe((40, 100, LineOf(1).Middle));
    }

    [Fact]
    public void Numbers_come_first_and_a_page_of_which_nothing_is_sure_is_not_read_for_ever()
    {
        List<PageWord> read = [.. Enumerable.Range(0, 80).SelectMany(line => new[] { At("123456", 50, line, confidence: 30), At("1960-03-19", 110, line, confidence: 30) })];

        var places = Find(read, lines: 80);

        places.Count.ShouldBe(64);
        places.ShouldAllBe(place => place.Column == Numbers);
    }

    [Fact]
    public void Columns_are_read_once_more_unless_all_of_them_are_quite_sure_and_no_stamp_lies_over_them()
    {
        IsSettled([At("123456", 50, 1), At("1960-03-19", 110, 1)]).ShouldBeTrue();
        IsSettled([At("123456", 50, 1, confidence: 84), At("1960-03-19", 110, 1)]).ShouldBeFalse();
        IsSettled([At("123456", 50, 1), At("1960-03-19", 110, 1)], blots: [new(505, 0, 560, 20)]).ShouldBeFalse();
        IsSettled([At("123456", 50, 1), At("1960-03-19", 110, 1)], blots: [new(250, 0, 400, 20)]).ShouldBeTrue();
        IsSettled([At("123456", 50, 1), At("1960-03-19", 110, 1), At("A1", 510, 1)]).ShouldBeFalse();
    }

    private static bool IsSettled(List<PageWord> words, List<PageBox>? blots = null) => NearLook.IsSettled(Page(words), Table(true, 3), Ink(words, [], blots ?? []));

    private static IReadOnlyList<NearPlace> Find(List<PageWord> words, List<PageBox>? ink = null, List<PageBox>? blots = null, bool number = true, int lines = 3) =>
        NearLook.Find(Page(words), Table(number, lines), Ink(words, ink ?? [], blots ?? []));

    private static WordPage Page(List<PageWord> words) => new(WordSource.Tesseract, Size, words);

    private static InkMarks Ink(List<PageWord> words, List<PageBox> more, List<PageBox> blots) => new(Size, [], [], [.. words.Select(word => word.Box), .. more]) { Blots = blots };

    private static IndexTable Table(bool number, int lines)
    {
        var bands = Enumerable.Range(0, lines).Select(line => new IndexBand(
            LineOf(line),
            number ? LocatedText.Of([At("123456", 50, line)]) : line is 1 ? null : LocatedText.Of([At("123456", 50, line)]),
            LocatedText.Of([At("1960-03-19", 110, line)]),
            new Dictionary<ColumnKind, IReadOnlyList<LocatedText>>())).ToList();
        return new(HasHeadings: true, [Radiations, Dates, Numbers], bands);
    }

    private static PageBox LineOf(int line) => new(40, line * 9, 600, (line * 9) + Height);

    private static PageBox Mark(double left, int line, double width = 40) => LineOf(line) with { Left = left, Right = left + width };

    private static PageWord At(string text, double left, int line, int confidence = 90) => new(text, Mark(left, line), confidence);
}
