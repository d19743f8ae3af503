using Shouldly;
using Simulators.Gold;
using Simulators.Paper;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;
using Workers.Support;
using Xunit;
using GoldInk = Simulators.Gold.Ink;

namespace Workers.Ocr.Witnesses;

/// <summary>What poppler, Leptonica and Tesseract say of printed and scanned pages, against what was written on them.</summary>
public sealed class PageWitnessesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_printed_page_is_told_whole_by_its_own_text_and_counted_by_its_ink(int seed)
    {
        var paper = Index(seed, PaperLook.Digital);
        foreach (var truth in PaperPress.Write(paper).Pages)
        {
            var said = await HearAsync(await PaperPress.PrintAsync(paper, Cancellation), truth.Page);

            said.Words.Said!.Source.ShouldBe(WordSource.TextLayer);
            said.Table!.Bands.Select(band => band.Digits).ShouldBe(truth.Inscriptions.Select(line => line.Number));
            said.Table.Bands.Select(band => band.Date!.Text).ShouldBe(truth.Inscriptions.Select(line => $"{line.Date:yyyy-MM-dd}"));
            said.Table.Bands.Select(band => band.Nature!.Text).ShouldBe(truth.Inscriptions.Select(line => line.Nature));
            said.Table.Bands.SelectMany(band => band.Parties).Select(party => party.Text)
                .ShouldBe(truth.Inscriptions.SelectMany(line => line.Parties).Select(party => party.Name));
            said.Table.Bands.SelectMany(band => band.Radiations).Select(number => number.Text.Replace(" ", "", StringComparison.Ordinal))
                .ShouldBe(truth.Inscriptions.Select(line => line.Radiation).OfType<string>());
            said.InkTable!.Count.ShouldBe(truth.Inscriptions.Count);
        }
    }

    /// <summary>Pages of which thin rules or a faint print once misled the search for the skew and the rules.</summary>
    [Theory]
    [InlineData(3, 2)]
    [InlineData(6, 1)]
    public async Task A_scanned_page_is_counted_by_its_ink_and_read_by_Tesseract(int seed, int page)
    {
        var paper = Index(seed, PaperLook.Scanned);
        var truth = PaperPress.Write(paper).Pages[page - 1].Inscriptions;
        var said = await HearAsync(await PaperPress.PrintAsync(paper, Cancellation), page);

        said.InkTable!.Count.ShouldBe(truth.Count);
        said.Words.Said!.Source.ShouldBe(WordSource.Tesseract);
        said.Table!.Bands.Count.ShouldBe(truth.Count);
        var read = said.Table.Bands.Select(band => band.Digits).ToHashSet(StringComparer.Ordinal);
        truth.Count(line => read.Contains(line.Number)).ShouldBeGreaterThanOrEqualTo(truth.Count - 1);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(["document.pdf"]);
    }

    [Theory]
    [InlineData(nameof(Turn.Upright))]
    [InlineData(nameof(Turn.QuarterRight))]
    [InlineData(nameof(Turn.UpsideDown))]
    [InlineData(nameof(Turn.QuarterLeft))]
    public async Task A_scanned_page_is_read_whichever_way_it_stands(string turn)
    {
        var document = GoldSet.Draw(31, new(
            Template.TypedCard, Medium.Scan, Hand.Printed, Language.French, Skew.Straight, Enum.Parse<Turn>(turn), GoldInk.Fresh, Dirt.Clean, Stamping.None, Extent.OnePage,
            Density.Usual, RowShape.Doubled, Ditto.None, Strikes.None, Headings.EveryPage, DateStyle.Iso, NumberStyle.Plain));
        var said = await HearAsync(document.Pdf, 1);

        said.Words.Said!.Turn.ToString().ShouldBe(turn);
        var read = said.Table!.Bands.Select(band => band.Digits).ToHashSet(StringComparer.Ordinal);
        var lines = document.Truth.Pages[0].Lines;
        lines.Count(line => read.Contains(line.PublicationNumber)).ShouldBeGreaterThanOrEqualTo(lines.Count - 1);
        said.InkTable!.Count.ShouldBe(lines.Count);
    }

    /// <summary>A stamp is lighter than the writing that it lies on: it is taken off before Tesseract reads, and nothing that is read there disputes.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public async Task What_stands_under_a_stamp_is_read(int seed)
    {
        var document = Card(seed, Stamping.OverLines, Strikes.None);
        var said = await HearAsync(document.Pdf, 1);

        var lines = document.Truth.Pages[0].Lines;
        said.Table!.Bands.Select(band => band.Digits).ShouldBe(lines.Select(line => line.PublicationNumber));
        var stamp = document.Truth.Pages[0].Stamps.ShouldHaveSingleItem().Box;
        said.Ink.Said!.Blots.ShouldContain(blot => Math.Abs(blot.Centre - stamp.MiddleX) < 12 && Math.Abs(blot.Middle - stamp.MiddleY) < 12);
    }

    /// <summary>A pen's stroke is not straight: it is found by its level pieces, which are most of it.</summary>
    [Fact]
    public async Task Strokes_through_entries_are_told_apart_from_their_writing()
    {
        var document = Enumerable.Range(1, 40).Select(seed => Card(seed, Stamping.None, Strikes.Some)).First(card => card.Truth.Pages[0].Lines.Count(line => line.Struck) is 2);
        var said = await HearAsync(document.Pdf, 1);

        foreach (var line in document.Truth.Pages[0].Lines)
        {
            var through = said.Ink.Said!.Strokes.Where(stroke => stroke.Middle > line.Box.Top + 2 && stroke.Middle < line.Box.Bottom - 2).Sum(stroke => stroke.Width);
            (through > line.Box.Width / 2).ShouldBe(line.Struck, line.PublicationNumber);
        }
    }

    [Fact]
    public async Task Without_Tesseract_a_scan_has_its_ink_and_no_words()
    {
        var paper = Index(3, PaperLook.Scanned);
        var said = await HearAsync(await PaperPress.PrintAsync(paper, Cancellation), 1, new() { Witnesses = WitnessChoice.Text });

        said.Words.Silence!.Text.ShouldBe("the page has no text of its own");
        said.InkTable!.Count.ShouldBe(PaperPress.Write(paper).Pages[0].Inscriptions.Count);
    }

    [Fact]
    public async Task Nobody_is_heard_where_nobody_is_asked()
    {
        var said = await HearAsync(HostilePdf.OnePage(), 1, new() { Witnesses = WitnessChoice.None });

        (said.Words.Silence?.Text, said.Ink.Silence?.Text, said.Table, said.InkTable).ShouldBe(("OCR_WITNESSES=none", "OCR_WITNESSES=none", null, null));
    }

    [Fact]
    public async Task A_stamp_on_a_picture_of_a_page_is_not_the_pages_text()
    {
        var lines = string.Concat(Enumerable.Range(0, 20).Select(i => FormattableString.Invariant($"[30 12] 0 d 8 w 80 {120 + (i * 30)} m 530 {120 + (i * 30)} l S ")));
        var stamped = HostilePdf.OnePage(
            content: $"{lines} BT /F1 12 Tf 80 750 Td (Copie conforme) Tj ET", resources: "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>");

        (await HearAsync(stamped, 1, new() { Witnesses = WitnessChoice.Text })).Words.Silence!.Text.ShouldBe("the PDF's text is only a part of the page");
    }

    [Theory]
    [InlineData("/Rotate 90")]
    [InlineData("/Rotate 270")]
    [InlineData("/CropBox [100 300 400 700]")]
    [InlineData("/Rotate 90 /CropBox [100 300 400 700]")]
    public async Task Words_stand_where_their_ink_stands_on_a_page_that_is_turned_or_cropped(string extra)
    {
        var pdf = HostilePdf.OnePage(
            content: "BT /F1 24 Tf 150 500 Td (Inscription) Tj ET", extra: extra, resources: "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>");
        var said = await HearAsync(pdf, 1);

        var word = said.Words.Said!.Words.ShouldHaveSingleItem().Box;
        var ink = PageBox.Around(said.Ink.Said!.Words);
        (ink.Centre, ink.Middle).ShouldBe((word.Centre, word.Middle), Comparer(4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 0 612 792 re f")]
    public async Task A_page_without_writing_is_silent_and_fails_nothing(string content)
    {
        var said = await HearAsync(HostilePdf.OnePage(content: content), 1);

        said.Words.Said.ShouldBeNull();
        (said.Table, said.InkTable).ShouldBe((null, null));
    }

    private static GoldDocument Card(int seed, Stamping stamping, Strikes strikes) => GoldSet.Draw(seed, new(
        Template.TypedCard, Medium.Scan, Hand.Printed, Language.French, Skew.Straight, Turn.Upright, GoldInk.Fresh, Dirt.Clean, stamping, Extent.OnePage, Density.Usual,
        RowShape.Single, Ditto.None, strikes, Headings.EveryPage, DateStyle.Iso, NumberStyle.Plain));

    private static PaperDocument Index(int seed, PaperLook look) => new()
    {
        Kind = PaperKind.Index,
        Number = "2784195",
        Circonscription = "Montréal",
        Cadastre = "Cadastre du Québec",
        Pages = 2,
        Look = look,
        Seed = seed,
    };

    private static EqualityComparer<(double, double)> Comparer(double tolerance) => EqualityComparer<(double, double)>.Create(
        (one, other) => Math.Abs(one.Item1 - other.Item1) < tolerance && Math.Abs(one.Item2 - other.Item2) < tolerance);

    private async Task<PageTestimony> HearAsync(byte[] content, int page, OcrOptions? options = null)
    {
        var pdf = _folder.File("document.pdf");
        await File.WriteAllBytesAsync(pdf, content, Cancellation);
        options ??= new() { Witnesses = WitnessChoice.All };
        using var images = new PageImages(options, TimeProvider.System);
        using var witnesses = new PageWitnesses(options, images, TimeProvider.System);
        var (image, said) = await witnesses.PrepareAsync(pdf, await images.DescribeAsync(pdf, Cancellation), page, _folder.Path, Cancellation);
        image.Jpeg.Length.ShouldBeGreaterThan(0);
        return said;
    }
}
