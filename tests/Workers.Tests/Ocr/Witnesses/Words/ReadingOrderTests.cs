using Shouldly;
using Workers.Pdf;
using Xunit;

namespace Workers.Ocr.Witnesses.Words;

public sealed class ReadingOrderTests
{
    private const double Size = 10;
    private static readonly PageSize Letter = new(612, 792);

    [Fact]
    public void Lines_of_a_file_are_read_in_the_order_of_its_list()
    {
        var words = Row(60, 100, "La", "partie", "de", "gauche").Concat(Row(60, 114, "continue", "ici.")).Concat(Row(330, 100, "La", "partie", "de", "droite.")).ToList();

        ReadingOrder.Of(new(WordSource.TextLayer, Letter, words)).Select(line => line.Text).ShouldBe(["La partie de gauche", "continue ici.", "La partie de droite."]);
    }

    [Fact]
    public void What_Tesseract_found_is_read_column_by_column_between_what_goes_across()
    {
        var words = Row(60, 60, "Un", "titre", "qui", "va", "tout", "au", "travers", "des", "deux", "colonnes", "de", "la", "feuille");
        for (var row = 0; row < 8; row++)
        {
            words.AddRange(Row(60, 100 + (row * 14), "gauche", $"ligne{row}", "du", "texte"));
            words.AddRange(Row(300, 100 + (row * 14), "droite", $"ligne{row}", "du", "texte"));
        }

        var read = ReadingOrder.Of(new(WordSource.Tesseract, Letter, [.. words.OrderBy(word => word.Text, StringComparer.Ordinal)])).Select(line => line.Text).ToList();
        read[0].ShouldStartWith("Un titre");
        read.Skip(1).ShouldBe(Enumerable.Range(0, 8).Select(row => $"gauche ligne{row} du texte").Concat(Enumerable.Range(0, 8).Select(row => $"droite ligne{row} du texte")));
    }

    [Fact]
    public void A_note_in_the_margin_is_a_line_of_its_own()
    {
        var words = Row(120, 100, "Le", "vendeur", "déclare", "être", "propriétaire").Concat(Row(20, 101, "Vu")).ToList();

        ReadingOrder.Of(new(WordSource.Tesseract, Letter, words)).Select(line => line.Text).ShouldBe(["Vu", "Le vendeur déclare être propriétaire"]);
    }

    /// <summary>A page that lies on its side or its head: its lines run on, and where they stand is where they stand.</summary>
    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void Lines_of_a_turned_page_stay_whole(int degrees)
    {
        var words = Row(60, 100, "Le", "vendeur", "déclare", "être", "propriétaire").Concat(Row(60, 114, "pour", "avoir", "acquis", "de", "Jean")).ToList();
        var lines = ReadingOrder.Of(new(WordSource.TextLayer, Letter, [.. words.Select(word => word with { Box = Turned(word.Box, degrees) })]));

        lines.Select(line => line.Text).ShouldBe(["Le vendeur déclare être propriétaire", "pour avoir acquis de Jean"]);
        lines[0].Box.ShouldBe(PageBox.Around(words.Take(5).Select(word => Turned(word.Box, degrees))));
        lines[0].Flat.Width.ShouldBeGreaterThan(10 * lines[0].Flat.Height);
    }

    private static PageBox Turned(PageBox box, int degrees) => degrees switch
    {
        90 => new(612 - box.Bottom, box.Left, 612 - box.Top, box.Right),
        180 => new(612 - box.Right, 792 - box.Bottom, 612 - box.Left, 792 - box.Top),
        _ => new(box.Top, 792 - box.Right, box.Bottom, 792 - box.Left),
    };

    private static List<PageWord> Row(double left, double top, params string[] words)
    {
        var row = new List<PageWord>();
        foreach (var word in words)
        {
            row.Add(new(word, new(left, top, left + (word.Length * 5), top + Size)));
            left += (word.Length * 5) + 3;
        }

        return row;
    }
}
