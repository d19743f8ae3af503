using System.Globalization;
using System.Text;
using Shouldly;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>The file decides what its text layer says: only whole entries of one form count.</summary>
public sealed class TextLayerTests
{
    private static readonly PageSize Letter = new(612, 792);

    [Fact]
    public void Words_come_with_their_places_and_their_characters()
    {
        var page = TextLayer.Read(List(Word(30, 20, 70, 30, "l&apos;Hôpital"), Word(72, 20, 90, 30, "&lt;Roy&gt;&amp;")), Letter).Said.ShouldNotBeNull();

        page.Words.Select(word => word.Text).ShouldBe(["l'Hôpital", "<Roy>&"]);
        page.Words[0].Box.ShouldBe(new PageBox(30, 20, 70, 30));
        page.Lines.ShouldHaveSingleItem().Text.ShouldBe("l'Hôpital <Roy>&");
    }

    [Fact]
    public void A_title_that_looks_like_a_list_of_words_is_not_one()
    {
        var said = $"<title>{List(Word(30, 20, 70, 30, "26999999"))}</title>" + List(Word(30, 20, 70, 30, "244641"));

        TextLayer.Read(said, Letter).Said!.Words.ShouldHaveSingleItem().Text.ShouldBe("244641");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<doc>")]
    [InlineData("Syntax Error: Couldn't read xref table")]
    public void A_list_that_is_cut_off_says_nothing(string said) => TextLayer.Read(said, Letter).Silence!.Text.ShouldBe("the list of the page's words is cut off");

    [Fact]
    public void Control_characters_and_broken_entries_do_no_harm()
    {
        var odd = List(
            Word(30, 20, 70, 30, "24\u00014\u200B64\uFFFE1"), Word(30, 40, 70, 50, "\u0002"), Word(90, 20, 80, 30, "negative"), Word(30, 900, 70, 910, "below"),
            "<word xMin=\"nan\" yMin=\"1\" xMax=\"2\" yMax=\"3\">x</word>", "<word xMin=\"1.1.1\" yMin=\"1\" xMax=\"2\" yMax=\"3\">x</word>", "<word>", "</word>",
            Word(30, 60, 70, 70, "a\nb &#0; &#x110000; &bogus; &#xD800;"));

        TextLayer.Read(odd, Letter).Said!.Words.Select(word => word.Text).ShouldBe(["244641", "ab&#x110000;&bogus;&#xD800;"]);
    }

    [Fact]
    public void Letters_that_are_only_numbers_of_glyphs_are_no_text() =>
        TextLayer.Read(List(Word(30, 20, 70, 30, "\uE001\uE002\uE003"), Word(30, 40, 70, 50, "ok")), Letter).Silence!.Text.ShouldBe("the page's text has no readable characters");

    [Fact]
    public void More_words_than_a_page_has_are_refused_and_a_long_one_is_cut()
    {
        var many = List([.. Enumerable.Repeat(Word(30, 20, 70, 30, "x"), WordPage.MostWords + 1)]);

        TextLayer.Read(many, Letter).Silence!.Text.ShouldBe($"the page's text has more than {WordPage.MostWords} words");
        TextLayer.Read(List(Word(30, 20, 70, 30, new string('x', 100_000))), Letter).Said!.Words[0].Text.Length.ShouldBe(200);
    }

    [Fact]
    public void Any_noise_is_read_without_an_error()
    {
        var random = new Random(11);
        var good = List(Word(30, 20, 70, 30, "244641"), Word(72, 20, 90, 30, "Vente"));
        for (var i = 0; i < 3000; i++)
        {
            var noisy = new StringBuilder(good);
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                noisy[random.Next(noisy.Length)] = (char)random.Next(1, random.Next(2) is 0 ? 128 : 0xFFFF);
            }

            var read = TextLayer.Read(noisy.ToString(), Letter);
            (read.Said is null).ShouldBe(read.Silence is not null);
        }
    }

    internal static string List(params string[] entries) => $"<doc>\n  <page width=\"612\" height=\"792\">\n{string.Join('\n', entries)}\n  </page>\n</doc>\n</body>\n";

    internal static string Word(double left, double top, double right, double bottom, string text) => string.Create(
        CultureInfo.InvariantCulture, $"    <word xMin=\"{left:F6}\" yMin=\"{top:F6}\" xMax=\"{right:F6}\" yMax=\"{bottom:F6}\">{text}</word>");
}
