using Shouldly;
using Workers.Pdf;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Witnesses.Words;

public sealed class TesseractTests : IDisposable
{
    private const string Names = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";
    private static readonly PageSize Letter = new(612, 792);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pixels_become_points_and_the_rest_of_a_rule_is_no_letter()
    {
        const string said = Names
            + "4\t1\t1\t1\t1\t0\t135\t92\t531\t36\t-1\t\n"
            + "5\t1\t1\t1\t1\t1\t300\t600\t150\t30\t95.6\t|BERGERON,\r\n"
            + "5\t1\t1\t1\t1\t2\t500\t600\t8\t30\t95.0\t|\n"
            + "5\t1\t1\t1\t1\t3\t600\t600\t40\t30\t7.5\tspeck\n"
            + "5\t1\t1\t1\t1\t4\t-3\t600\t40\t30\t90\tnegative\n"
            + "5\t1\t1\t1\t1\t5\t700\t600\t40\n";

        var word = TesseractTable.Read(said, Letter, 2550, 3300).Said!.Words.ShouldHaveSingleItem();
        word.ShouldBe(new("BERGERON,", new(72, 144, 108, 151.2), 95));
    }

    [Fact]
    public void The_first_of_a_month_is_a_digit_whatever_its_picture_looks_like()
    {
        const string said = Names + "5\t1\t1\t1\t1\t1\t300\t600\t50\t30\t95\tler\n" + "5\t1\t1\t1\t1\t2\t400\t600\t90\t30\t95\tmer\n";

        TesseractTable.Read(said, Letter, 2550, 3300).Said!.Words.Select(word => word.Text).ShouldBe(["1er", "mer"]);
    }

    [Fact]
    public void Words_of_a_part_stand_on_the_page_and_a_part_that_was_not_given_has_none()
    {
        const string said = Names + "5\t1\t1\t1\t1\t1\t100\t100\t50\t30\t95\tabove\n" + "5\t2\t1\t1\t1\t1\t100\t100\t50\t30\t95\tbelow\n"
            + "5\t3\t1\t1\t1\t1\t100\t100\t50\t30\t95\tnowhere\n" + "5\t0\t1\t1\t1\t1\t100\t100\t50\t30\t95\tnowhere\n";
        var words = TesseractTable.Read(said, Letter, [new(0, new(612, 300), 1224, 600), new(300, new(612, 492), 1224, 984)]).Said!.Words;

        words.Select(word => (word.Text, word.Box)).ShouldBe([("above", new PageBox(50, 50, 75, 65)), ("below", new PageBox(50, 350, 75, 365))]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Names)]
    [InlineData("5\t1\t1")]
    public void A_list_without_words_says_nothing(string said) => TesseractTable.Read(said, Letter, 2550, 3300).Silence!.Text.ShouldBe("Tesseract found no word on the page");

    [Fact]
    public void A_list_of_more_words_than_a_page_has_says_nothing()
    {
        var most = string.Concat(Enumerable.Repeat("5\t1\t1\t1\t1\t1\t300\t600\t150\t30\t95\tword\n", WordPage.MostWords));

        TesseractTable.Read(most, Letter, 2550, 3300).Said!.Words.Count.ShouldBe(WordPage.MostWords);
        TesseractTable.Read(most + most, Letter, 2550, 3300).Silence!.Text.ShouldBe($"Tesseract found more than {WordPage.MostWords} words on the page");
    }

    [Fact]
    public async Task What_is_no_picture_is_not_read_and_no_time_is_enough_for_none()
    {
        var picture = _folder.File("page.pgm");
        await File.WriteAllTextAsync(picture, "no picture", Cancellation);
        var tesseract = new Tesseract(TimeSpan.FromSeconds(20), 1L << 30, TimeProvider.System);

        (await tesseract.ReadAsync(picture, 10, 10, Letter, Cancellation)).Silence!.Text.ShouldStartWith("Tesseract did not read the page (exit code 1");
        (await new Tesseract(TimeSpan.Zero, 1L << 30, TimeProvider.System).ReadAsync(picture, 10, 10, Letter, Cancellation))
            .Silence!.Text.ShouldStartWith("Tesseract did not read the page (ran out of time");
    }

    [Fact]
    public async Task It_is_installed_with_French() => (await Tesseract.FindFaultAsync(TimeProvider.System, Cancellation)).ShouldBeNull();
}
