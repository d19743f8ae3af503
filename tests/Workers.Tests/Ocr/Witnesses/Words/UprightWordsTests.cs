using Shouldly;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>Text layers of pages that were turned or lay askew, as pdftotext lists them: whole words, or each letter by itself.</summary>
public sealed class UprightWordsTests
{
    private const double Height = 8;
    private const double Letter = 4;

    private static readonly PageSize Sheet = new(800, 600);

    /// <summary>A bar divides pieces of one word; a page that lies straight keeps them apart, as the file has them.</summary>
    private static readonly string[] Written =
    [
        "Circonscription foncière de Rimouski", "pour la somme de ($230,|376.00)", "Date de présentation Numéro Nature de l'acte Nom des parties", "1998-03-12 5 710 229 Vente TREMBLAY, Luc", "1999-11-02 5 811 004 Bail La Fabrique de Saint-Bruno",
    ];

    public static TheoryData<string, double, bool> Lies => new(
        from turn in Enum.GetNames<PageTurn>()
        from degrees in new[] { -2.6, -0.7, 0, 0.4, 3 }
        from isInLetters in new[] { false, true }
        where isInLetters || degrees is 0 or 0.4
        select new TheoryDataRow<string, double, bool>(turn, degrees, isInLetters));

    [Theory]
    [MemberData(nameof(Lies))]
    public void Lines_are_read_as_they_were_written_however_the_page_lies(string shown, double degrees, bool isInLetters)
    {
        var turn = Enum.Parse<PageTurn>(shown);
        var page = UprightWords.Of([.. Shown(turn, degrees, isInLetters)], turn.SetUpright(Sheet));

        var cut = turn is PageTurn.Upright && degrees is 0 && !isInLetters ? " " : "";
        page.Lines.Select(line => line.Text).ShouldBe(Written.Select(line => line.Replace("|", cut, StringComparison.Ordinal)));
        (page.Turn, page.Size).ShouldBe((turn, Sheet));
        page.Skew.ShouldBe(degrees, 0.15);
        page.Words.ShouldAllBe(word => word.Box.Height < Height * 1.2);
    }

    [Theory]
    [InlineData(nameof(PageTurn.Upright))]
    [InlineData(nameof(PageTurn.QuarterRight))]
    [InlineData(nameof(PageTurn.UpsideDown))]
    [InlineData(nameof(PageTurn.QuarterLeft))]
    public void A_place_is_found_again_on_the_page_as_it_is_shown(string shown)
    {
        var turn = Enum.Parse<PageTurn>(shown);
        var (box, size) = (new PageBox(10, 20, 110, 32), new PageSize(600, 800));
        var words = new WordPage(WordSource.TextLayer, turn.SetUpright(size), []) { Turn = turn };

        words.AsShown(turn.SetUpright(box, size)).ShouldBe(box);
        PageTurns.UndoneBy(turn.Quarters()).ShouldBe(turn);
    }

    [Fact]
    public void Words_that_lie_straight_stay_as_the_file_has_them()
    {
        IReadOnlyList<PageWord> words = [.. Shown(PageTurn.Upright, 0, isInLetters: false)];

        UprightWords.Of(words, Sheet).Words.ShouldBe(words);
    }

    [Fact]
    public void A_word_or_two_tell_nothing_of_how_a_page_lies()
    {
        IReadOnlyList<PageWord> words = [new("ed", new(100, 100, 108, 108)), new("erialc", new(80, 100, 98, 108))];

        UprightWords.Of(words, Sheet).Words.ShouldBe(words);
    }

    /// <summary>The pieces of the written page on the page as shown, in the order in which their places come there.</summary>
    private static IEnumerable<PageWord> Shown(PageTurn turn, double degrees, bool isInLetters)
    {
        for (var line = 0; line < Written.Length; line++)
        {
            var x = 100.0;
            foreach (var word in Written[line].Split(' '))
            {
                foreach (var piece in isInLetters ? word.Where(letter => letter is not '|').Select(letter => letter.ToString()) : word.Split('|'))
                {
                    var box = new PageBox(x, 250 + (line * 14), x + (piece.Length * Letter), 250 + (line * 14) + Height);
                    yield return new(piece, Back(turn).SetUpright(box.Straightened(Sheet, -degrees), Sheet));
                    x += piece.Length * Letter;
                }

                x += Letter * 0.7;
            }
        }
    }

    /// <summary>The turn that undoes one.</summary>
    private static PageTurn Back(PageTurn turn) => turn switch
    {
        PageTurn.QuarterRight => PageTurn.QuarterLeft,
        PageTurn.QuarterLeft => PageTurn.QuarterRight,
        _ => turn,
    };
}
