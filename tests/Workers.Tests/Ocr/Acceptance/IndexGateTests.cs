using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Ocr.Readings;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

public class IndexGateTests
{
    private static readonly Arbitrary<int> Lines = Gen.Choose(1, 60).ToArbitrary();

    [Fact]
    public void A_whole_page_is_accepted() =>
        Prop.ForAll(Lines, lines => Judge(Index(lines)).Verdict is Verdict.Accepted).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lost_line_is_never_accepted() =>
        Prop.ForAll(Lines, Gen.Choose(0, 1000).ToArbitrary(), (lines, at) =>
        {
            var page = Index(lines);
            var lost = page with { Inscriptions = [.. page.Inscriptions.Where((_, i) => i != at % lines)] };
            return Judge(lost).Verdict is not Verdict.Accepted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_returned_twice_is_never_accepted() =>
        Prop.ForAll(Lines, Gen.Choose(0, 1000).ToArbitrary(), (lines, at) =>
        {
            var page = Index(lines);
            var twice = page.Inscriptions.Take((at % lines) + 1).Append(page.Inscriptions[at % lines]).Concat(page.Inscriptions.Skip((at % lines) + 1));
            return Judge(page with { Inscriptions = [.. twice] }).Verdict is not Verdict.Accepted
                && Judge(page with { LinesSeen = lines + 1, Inscriptions = [.. twice.Select((line, i) => line with { Line = i + 1 })] }).Verdict is not Verdict.Accepted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_count_that_differs_from_the_lines_is_never_accepted() =>
        Prop.ForAll(Lines, Gen.Choose(-100, 200).ToArbitrary(), (lines, seen) =>
            seen == lines || Judge(Index(lines) with { LinesSeen = seen }).Reasons.Any(reason => reason.Contains("line seen", StringComparison.Ordinal) || reason.Contains("lines seen", StringComparison.Ordinal)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void No_part_of_an_answer_passes_for_the_whole()
    {
        var whole = Answer(Index(3));
        for (var length = 0; length < whole.Text.Length; length++)
        {
            IndexGate.Judge(whole with { Text = whole.Text[..length] }, hasInk: true, Lot).Verdict.ShouldBe(Verdict.Refused);
        }
    }

    [Theory]
    [InlineData("```json\n{0}\n```")]
    [InlineData("\n```\n{0}```\n")]
    [InlineData("```JSON {0} ```")]
    public void A_fence_of_markdown_around_the_answer_is_no_part_of_it(string fence)
    {
        var whole = Answer(Index(3));
        IndexGate.Judge(whole with { Text = fence.Replace("{0}", whole.Text, StringComparison.Ordinal) }, hasInk: true, Lot).Verdict.ShouldBe(Verdict.Accepted);
    }

    [Theory]
    [InlineData("```json\n{0}")]
    [InlineData("{0}\n```")]
    [InlineData("```json\n{0}\n```\nSome lines are uncertain.")]
    [InlineData("```json\n{0}\n```\n```json\n{0}\n```")]
    [InlineData("```")]
    [InlineData("`````")]
    public void An_answer_beside_which_something_stands_is_refused(string text)
    {
        var whole = Answer(Index(3));
        IndexGate.Judge(whole with { Text = text.Replace("{0}", whole.Text, StringComparison.Ordinal) }, hasInk: true, Lot).Verdict.ShouldBe(Verdict.Refused);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("malformed_function_call")]
    [InlineData(null)]
    public void Only_an_answer_that_came_to_its_end_counts(string? finish) =>
        IndexGate.Judge(Answer(Index(3), finish), hasInk: true, Lot).Verdict.ShouldBe(Verdict.Refused);

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("\\ud800")]
    public void Text_that_no_database_stores_is_refused(string escape)
    {
        var answer = Answer(Index(1));
        var spoilt = answer with { Text = answer.Text.Replace("BANQUE", $"BAN{escape}QUE", StringComparison.Ordinal) };
        IndexGate.Judge(spoilt, hasInk: true, Lot).Verdict.ShouldBe(Verdict.Refused);
    }

    [Fact]
    public void Nothing_on_a_page_with_ink_is_refused_and_without_ink_accepted()
    {
        var nothing = new IndexPage(PageTemplate.Autre, "", new("", "", "", ""), Blank: true, 0, [], "");
        Judge(nothing).Verdict.ShouldBe(Verdict.Refused);
        Judge(nothing, hasInk: false).Verdict.ShouldBe(Verdict.Accepted);
    }

    [Fact]
    public void A_page_with_a_header_and_no_line_is_doubtful() =>
        Judge(Index(0)).Reasons.ShouldBe(["no inscription on a page with writing"]);

    [Fact]
    public void Inscriptions_on_a_page_without_ink_are_doubtful() =>
        Judge(Index(2), hasInk: false).Verdict.ShouldBe(Verdict.Doubtful);

    [Fact]
    public void A_loop_of_one_inscription_is_refused()
    {
        var looped = Index(8) with { Inscriptions = [.. Enumerable.Range(1, 8).Select(i => Line(1) with { Line = i })] };
        Judge(looped).Verdict.ShouldBe(Verdict.Refused);
    }

    [Fact]
    public void Another_lot_than_the_one_asked_is_doubtful_and_names_both()
    {
        var reason = Judge(Index(2) with { Header = new("Montréal", "Cadastre du Québec", "2 784 196", "") }).Reasons.ShouldHaveSingleItem();
        reason.ShouldContain("2 784 196");
        reason.ShouldContain(Lot);
    }

    [Fact]
    public void A_doubtful_number_names_its_line()
    {
        var page = Index(3);
        var doubtful = page with { Inscriptions = [page.Inscriptions[0], page.Inscriptions[1] with { PublicationNumber = "1000?074", Confidence = 40 }, page.Inscriptions[2]] };
        Judge(doubtful).Reasons.ShouldBe(["no certain publication number on line 2", "low confidence on line 2"]);
    }

    [Fact]
    public void A_page_that_is_only_hard_to_read_is_uncertain()
    {
        var page = Index(2);
        var faded = page with { Inscriptions = [page.Inscriptions[0] with { Confidence = 30, Remarks = "[ILLISIBLE] $" }, page.Inscriptions[1]] };
        Judge(faded).Verdict.ShouldBe(Verdict.Uncertain);
        Judge(faded).Reasons.ShouldBe(["low confidence on line 1", "illegible places on line 1"]);
    }

    [Theory]
    [InlineData("25616321", true)]
    [InlineData("25 616 321", true)]
    [InlineData("53850", true)]
    [InlineData("T123456", true)]
    [InlineData("1234b", true)]
    [InlineData("", false)]
    [InlineData("2561?321", false)]
    [InlineData("123456789", false)]
    [InlineData("idem", false)]
    public void Publication_numbers_have_known_shapes(string text, bool known) => Numbers.IsPublicationNumber(text).ShouldBe(known);

    [Theory]
    [InlineData("2 784 195", "2784195", true)]
    [InlineData("Lot 399-184", "399-184", true)]
    [InlineData("24B", "24b", true)]
    [InlineData("399-184", "399-148", false)]
    public void Spelling_does_not_make_another_lot(string one, string other, bool same) => Numbers.AreSame(one, other).ShouldBe(same);

    private static Judgement<IndexPage> Judge(IndexPage page, bool hasInk = true) => IndexGate.Judge(Answer(page), hasInk, Lot);
}
