using Shouldly;
using Simulators.Paper;
using Xunit;

namespace Workers.Simulators;

public sealed class PaperTests
{
    public static TheoryData<string, string, int> EveryPaper => new(
        from kind in Enum.GetNames<PaperKind>()
        from look in Enum.GetNames<PaperLook>()
        from pages in new[] { 2 }
        select (kind, look, pages));

    [Theory, MemberData(nameof(EveryPaper))]
    public async Task Every_page_of_every_kind_names_its_document_and_page(string kind, string look, int pages)
    {
        var document = Paper(kind, look, pages);

        var pdf = await PaperPress.PrintAsync(document, TestContext.Current.CancellationToken);
        var marks = await PaperReader.IdentifyAsync(pdf, "application/pdf", TestContext.Current.CancellationToken);

        marks.Select(page => page.Mark).ShouldBe(Enumerable.Range(1, pages).Select(page => new PageMark(document.Key, page)));
    }

    [Theory, MemberData(nameof(EveryPaper))]
    public async Task The_same_description_prints_the_same_bytes(string kind, string look, int pages)
    {
        var first = await PaperPress.PrintAsync(Paper(kind, look, pages), TestContext.Current.CancellationToken);
        var second = await PaperPress.PrintAsync(Paper(kind, look, pages), TestContext.Current.CancellationToken);

        first.ShouldBe(second);
    }

    [Fact]
    public void Any_difference_in_the_description_is_another_key()
    {
        var document = Paper("Acte", "Digital", 1);
        PaperDocument[] others =
        [
            document with { Number = "25616322" }, document with { Circonscription = "Gaspé" },
            document with { ActeType = "Radiation" }, document with { Pages = 2 },
            document with { Look = PaperLook.Scanned }, document with { Seed = 1 },
        ];

        others.Append(document).Select(other => other.Key).Distinct().Count().ShouldBe(7);
        (document with { Number = "25 616 321" }).Key.ShouldBe(document.Key);
    }

    [Fact]
    public void An_index_reads_in_order_of_date_and_no_page_is_empty()
    {
        var truth = PaperPress.Write(Paper("Index", "Digital", 12));

        truth.Pages.Select(page => page.Page).ShouldBe(Enumerable.Range(1, 12));
        truth.Pages.ShouldAllBe(page => page.Inscriptions.Count > 0);
        truth.Pages.SelectMany(page => page.Inscriptions).Select(row => row.Date).ShouldBeInOrder();
    }

    [Fact]
    public void An_acte_fills_exactly_the_pages_asked_for()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var pages = (seed % 12) + 1;
            var truth = PaperPress.Write(Paper("Acte", "Digital", pages) with { Seed = seed });

            truth.Pages.Count.ShouldBe(pages);
            truth.Pages[^1].Lines[^1].ShouldEndWith("notaire");
        }
    }

    [Fact]
    public async Task Another_process_with_the_same_folder_knows_the_document_by_its_key()
    {
        var folder = Directory.CreateTempSubdirectory("paper-");
        try
        {
            var document = Paper("Index", "Scanned", 1);
            var pdf = await new PaperLibrary(folder.FullName).PdfAsync(document);

            var other = new PaperLibrary(folder.FullName);
            other.Find(document.Key).ShouldBe(document);
            other.FindTruth(document.Key).ShouldNotBeNull().Pages[0].Inscriptions.ShouldNotBeEmpty();
            (await other.PdfAsync(document)).ShouldBe(pdf);
            other.Find(document.Key + 1).ShouldBeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PaperDocument Paper(string kind, string look, int pages) => new()
    {
        Kind = Enum.Parse<PaperKind>(kind),
        Look = Enum.Parse<PaperLook>(look),
        Number = "25616321",
        Circonscription = "Montréal",
        Cadastre = kind == "Acte" ? null : "Cadastre du Québec",
        ActeType = kind == "Acte" ? "Acte" : null,
        Pages = pages,
    };
}
