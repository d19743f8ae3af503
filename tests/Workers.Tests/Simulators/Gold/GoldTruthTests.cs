using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;
using Xunit;

namespace Workers.Simulators.Gold;

/// <summary>The truth of a drawn document against what poppler finds in its twin with a text layer, and in the picture.</summary>
public sealed class GoldTruthTests
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_truth_says_stands_in_its_box()
    {
        foreach (var document in GoldSet.Sample(24, seed: 11))
        {
            var words = await Poppler.WordsAsync(document.Twin, _test);

            words.Count.ShouldBe(document.Truth.Pages.Count);
            foreach (var page in document.Truth.Pages)
            {
                foreach (var (text, box) in Said(page))
                {
                    (box.Left >= 0 && box.Top >= 0 && box.Right <= page.Width && box.Bottom <= page.Height && box.Width > 0 && box.Height > 0)
                        .ShouldBeTrue($"{text} at {box} of page {page.Number}, {document}");
                    Missing(text, words[page.Number - 1].Where(word => box.Holds(word.Box.MiddleX, word.Box.MiddleY, slack: 2)))
                        .ShouldBeEmpty($"{text} at {box} of page {page.Number}, {document}");
                }
            }
        }
    }

    [Fact]
    public async Task What_is_written_on_a_page_is_in_the_truth()
    {
        foreach (var drawn in GoldSet.Sample(24, seed: 12))
        {
            // A skewed text layer falls apart into letters, and boxes of skewed lines overlap.
            var document = GoldSet.Draw(drawn.Seed, drawn.Combination with { Skew = Skew.Straight });
            var words = await Poppler.WordsAsync(document.Twin, _test);
            var form = Form.Of(document.Combination.Template);
            var printed = Printed(form);
            foreach (var page in document.Truth.Pages)
            {
                var boxes = Said(page).ToArray();
                words[page.Number - 1]
                    .Where(word => !boxes.Any(said => said.Box.Holds(word.Box.MiddleX, word.Box.MiddleY, slack: 2) && Joined(said.Text).Contains(word.Text, StringComparison.Ordinal)))
                    .Where(word => !printed.Contains(word.Text))
                    .Select(word => $"{word.Text} at {word.Box} of page {page.Number}, {document}")
                    .ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task Each_cell_of_a_scan_is_darker_than_its_paper()
    {
        foreach (var drawn in GoldSet.Sample(8, seed: 13))
        {
            var document = GoldSet.Draw(drawn.Seed, drawn.Combination with { Medium = Medium.Scan });
            var pictures = await Poppler.PicturesAsync(document.Pdf, 100, _test);
            foreach (var page in document.Truth.Pages)
            {
                var picture = pictures[page.Number - 1];
                picture.Width.ShouldBeInRange((int)(page.Width * picture.Scale) - 1, (int)(page.Width * picture.Scale) + 2);
                foreach (var (text, box) in Said(page))
                {
                    int[] levels = [.. picture.Inside(box).Select(level => (int)level).Order()];
                    (levels[levels.Length / 2] - levels[0]).ShouldBeGreaterThan(22, $"{text} at {box} of page {page.Number}, {document}");
                }
            }
        }
    }

    [Fact]
    public void Inscriptions_are_numbered_and_later_ones_have_later_dates_and_higher_numbers()
    {
        foreach (var document in GoldSet.Sample(24, seed: 14))
        {
            var lines = document.Truth.Pages.SelectMany(page => page.Lines).ToArray();
            lines.Select(line => line.Date).ShouldBeInOrder();
            lines.Select(line => int.Parse(line.PublicationNumber, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder();
            foreach (var page in document.Truth.Pages)
            {
                page.LineCount.ShouldBe(page.Lines.Count);
                page.Lines.Select(line => line.Number).ShouldBe(Enumerable.Range(1, page.LineCount));
                page.Lines.ShouldAllBe(line => line.Cells.All(cell => line.Box.Grown(3).Holds(cell.Box.MiddleX, cell.Box.MiddleY, 0)));
            }
        }
    }

    /// <summary>Every text of a page with its box.</summary>
    private static IEnumerable<(string Text, Box Box)> Said(GoldPage page)
    {
        var cells = page.Lines.SelectMany(line => line.Cells).Select(cell => (cell.Text, cell.Box));
        var rows = page.Paragraphs.SelectMany(paragraph => paragraph.Lines).Select(line => (line.Text, line.Box));
        return page.Header is { } header
            ? cells.Concat(rows).Append((string.Join(' ', new[] { header.Lot, header.Circonscription, header.Cadastre, $"{header.Page}", $"{header.Of}" }.OfType<string>()), header.Box))
            : cells.Concat(rows);
    }

    /// <summary>Poppler joins words that stand close, such as two ditto marks.</summary>
    private static string Joined(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static HashSet<string> Printed(Form form) => string.Join(' ', form.Columns.Select(column => column.Title)
        .Concat([form.Title, form.Labels.Lot, form.Labels.Circonscription, form.Labels.Cadastre, form.Labels.Page, form.Labels.Of, "Page of de (suite) (continued)"]))
        .Split(' ').ToHashSet(StringComparer.Ordinal);

    /// <summary>The letters of a text that the words do not have.</summary>
    private static string Missing(string text, IEnumerable<LayerWord> words)
    {
        var left = string.Concat(words.Select(word => word.Text)).ToList();
        return string.Concat(text.Where(letter => letter != ' ' && !left.Remove(letter)));
    }
}
