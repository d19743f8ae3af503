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

    [Theory]
    [InlineData("")]
    [InlineData(Names)]
    [InlineData("5\t1\t1")]
    public void A_list_without_words_says_nothing(string said) => TesseractTable.Read(said, Letter, 2550, 3300).Silence.ShouldBe("Tesseract found no word on the page");

    [Fact]
    public void A_list_of_more_words_than_a_page_has_says_nothing()
    {
        var most = string.Concat(Enumerable.Repeat("5\t1\t1\t1\t1\t1\t300\t600\t150\t30\t95\tword\n", WordPage.MostWords));

        TesseractTable.Read(most, Letter, 2550, 3300).Said!.Words.Count.ShouldBe(WordPage.MostWords);
        TesseractTable.Read(most + most, Letter, 2550, 3300).Silence.ShouldBe($"Tesseract found more than {WordPage.MostWords} words on the page");
    }

    [Fact]
    public async Task What_is_no_picture_is_not_read_and_no_time_is_enough_for_none()
    {
        var picture = _folder.File("page.pgm");
        await File.WriteAllTextAsync(picture, "no picture", Cancellation);
        var tesseract = new Tesseract(TimeSpan.FromSeconds(20), 1L << 30, TimeProvider.System);

        (await tesseract.ReadAsync(picture, 10, 10, Letter, Cancellation)).Silence.ShouldStartWith("Tesseract did not read the page (exit code 1");
        (await new Tesseract(TimeSpan.Zero, 1L << 30, TimeProvider.System).ReadAsync(picture, 10, 10, Letter, Cancellation))
            .Silence.ShouldStartWith("Tesseract did not read the page (ran out of time");
    }

    [Fact]
    public async Task It_is_installed_with_French() => (await Tesseract.FindFaultAsync(TimeProvider.System, Cancellation)).ShouldBeNull();
}
