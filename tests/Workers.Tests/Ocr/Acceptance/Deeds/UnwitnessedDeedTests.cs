using Shouldly;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
using Xunit;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What nobody but the model has read of a scanned deed is for a person: the page, or lines of it.</summary>
public sealed class UnwitnessedDeedTests
{
    private static readonly UnwitnessedPolicy Held = new(IsHeld: true, Remark.Of("remedy.tesseract"));
    private static readonly string Text = string.Join('\n', WrittenDeedPage.Body);

    [Fact]
    public void A_page_that_somebody_reads_as_the_model_does_is_nobodys_doubt()
    {
        Find(Text, Scan(_ => 95)).ShouldBeEmpty();
        Find(Text, WrittenDeedPage.Say(WrittenDeedPage.Body)).ShouldBeEmpty();
    }

    [Fact]
    public void Lines_in_a_row_of_which_no_word_was_read_are_named_by_their_place_and_one_alone_is_not()
    {
        Find(Text, Scan(line => line is 5 or 6 or 7 ? 20 : 95)).ShouldBe(["3 lines of writing, from 21 % to 26 % of the page's height, that nobody but the model could read; a person compares them with the page"]);
        Find(Text, Scan(line => line is 5 or 7 or 9 ? 20 : 95)).ShouldBeEmpty();
    }

    [Fact]
    public void A_page_of_which_nobody_says_a_word_is_named_as_a_whole()
    {
        Find(Text, WrittenDeedPage.Ink(13)).ShouldBe(["read by the model alone (the page has no text of its own): a person compares it with the page (OCR_WITNESSES=all lets Tesseract read such pages)"]);
        Find(Text, WrittenDeedPage.Say(["Ll il fi tl", "rn m w vv", "il lI tt fl", "oc eo co ce"], WordSource.Tesseract, 30)).ShouldHaveSingleItem().ShouldStartWith("Tesseract reads hardly any of its writing");
    }

    [Fact]
    public void Where_such_pages_are_accepted_there_is_no_doubt() => Find(Text, WrittenDeedPage.Ink(13), UnwitnessedPolicy.Accept).ShouldBeEmpty();

    private static List<string> Find(string text, DeedTestimony said, UnwitnessedPolicy? policy = null) =>
        [.. UnwitnessedDeed.Find(ComparedPage.Of(text, said), said, policy ?? Held).Select(doubt => doubt.Reason)];

    /// <summary>As Tesseract reads it, each line as sure as asked, with the ink of all lines.</summary>
    private static DeedTestimony Scan(Func<int, int> sureOf)
    {
        var read = WrittenDeedPage.Say(WrittenDeedPage.Body, WordSource.Tesseract).Words.Said!;
        var lines = PageRows.Of(read.Words, word => word.Box).ToList();
        return new(
            Testimony<WordPage>.Of(new(WordSource.Tesseract, read.Size, [.. lines.SelectMany((line, at) => line.Select(word => word with { Confidence = sureOf(at) }))])),
            Testimony<InkMarks>.Of(new(read.Size, [], [], [.. read.Words.Select(word => word.Box)])), IsPicture: true);
    }
}
