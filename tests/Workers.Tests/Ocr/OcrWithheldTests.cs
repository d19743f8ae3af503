using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Pages;
using Workers.Support;
using Xunit;

namespace Workers.Ocr;

/// <summary>Pages that the model will not write down, or not look at: asked in parts, and at the last named for a person.</summary>
public sealed class OcrWithheldTests(PostgresFixture postgres) : IAsyncLifetime
{
    private OcrBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await OcrBench.StartAsync(postgres);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("Recitation")]
    [InlineData("Prohibited")]
    [InlineData("Safety")]
    [InlineData("ImageRefused")]
    public async Task A_page_that_is_withheld_whole_is_read_in_parts_without_a_line_doubled_or_lost(string fault)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 100, Page: 2, Band: "whole"));
        var paper = PageImagesTests.Index(3);
        var result = ShouldBeRead(await _bench.ReadAsync(paper));

        result.ReviewReason.ShouldBeNull();
        Numbers(result).ShouldBe(PaperPress.Write(paper).Pages.SelectMany(page => page.Inscriptions).Select(line => line.Number));
        ((string)result.Structure["pages"]![1]!["view"]!).ShouldBe("in_parts");
        _bench.Calls.ShouldBe(2 + 2 + 2);
    }

    [Fact]
    public async Task An_index_of_which_nothing_is_read_completes_and_is_for_a_person()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Recitation, Times: 100));
        var result = ShouldBeRead(await _bench.ReadAsync(PageImagesTests.Index(1)));

        result.ReviewReason!.ShouldStartWith("page 1: the model withholds this page");
    }

    [Theory]
    [InlineData("Recitation")]
    [InlineData("ImageRefused")]
    public async Task An_acte_that_is_withheld_whole_is_read_in_parts_and_no_word_stands_twice(string fault)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 100, Band: "whole"));
        var result = ShouldBeRead(await _bench.ReadAsync(Acte(2)));

        result.ReviewReason.ShouldBeNull();
        result.FileContent.ShouldBe(await UnhinderedAsync(Acte(2)));
        ((string)result.Structure["deed"]!["publication_number"]!).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Prohibited")]
    [InlineData("ImageRefused")]
    public async Task A_page_that_is_withheld_in_every_way_is_named_for_a_person_and_asked_again_when_the_document_is(string fault)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000, Page: 2));
        foreach (var half in (string[])["2/4", "3/4"])
        {
            _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000, Band: half));
        }

        var result = ShouldBeRead(await _bench.ReadAsync(PageImagesTests.Index(3)));
        result.Pages.ShouldBe(3);
        result.ReviewReason.ShouldBe("page 2: the model withholds this page, whole and in parts: a person must read it");
        Numbers(result).ShouldNotBeEmpty();

        _bench.Gemini.Faults.Clear();
        var before = _bench.Calls;
        ShouldBeRead(await _bench.ReadAsync(PageImagesTests.Index(3))).ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(before + 1, "the pages that were read are not paid again");
    }

    [Fact]
    public async Task What_is_withheld_of_a_page_is_named_and_the_rest_is_read()
    {
        foreach (var band in (string[])["whole", "2/2", "3/4", "4/4"])
        {
            _bench.Gemini.Faults.Add(new(GeminiFaultKind.Recitation, Times: 100, Band: band));
        }

        var paper = PageImagesTests.Index(1);
        var result = ShouldBeRead(await _bench.ReadAsync(paper));
        result.ReviewReason.ShouldNotBeNull().ShouldContain("page 1: ");
        result.ReviewReason.ShouldContain("part 3 of 4");
        result.ReviewReason.ShouldContain("part 4 of 4");
        var read = Numbers(result);
        read.ShouldNotBeEmpty();
        read.ShouldBe(PaperPress.Write(paper).Pages[0].Inscriptions.Select(line => line.Number).Take(read.Count));
    }

    [Theory]
    [InlineData("index")]
    [InlineData("acte")]
    public async Task A_part_with_writing_of_which_nothing_is_returned_was_not_read(string kind)
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Recitation, Times: 100, Band: "whole"));
        foreach (var band in (string[])["2/2", "3/4", "4/4"])
        {
            _bench.Gemini.Faults.Add(new(GeminiFaultKind.Empty, Times: 100, Band: band));
        }

        var result = ShouldBeRead(await _bench.ReadAsync(kind is "index" ? PageImagesTests.Index(1) : Acte(1)));

        result.ReviewReason.ShouldNotBeNull().ShouldContain("the model withholds part ");
        ((bool)result.Structure["pages"]![0]!["unread"]!).ShouldBeTrue();
        if (kind is "index")
        {
            result.ReviewReason.ShouldContain("stands on the page and was not returned");
        }
    }

    [Fact]
    public async Task An_acte_of_which_a_page_is_withheld_in_every_way_keeps_its_other_pages()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Prohibited, Times: 1, Media: "pdf"));
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Prohibited, Times: 1000, Page: 2));
        foreach (var half in (string[])["2/4", "3/4"])
        {
            _bench.Gemini.Faults.Add(new(GeminiFaultKind.Prohibited, Times: 1000, Band: half));
        }

        var result = ShouldBeRead(await _bench.ReadAsync(Acte(3)));
        result.ReviewReason.ShouldBe("page 2: the model withholds this page, whole and in parts: a person must read it");
        result.FileContent.ShouldContain(PaperPress.Write(Acte(3)).Pages[2].Lines[0]);
    }

    private async Task<string> UnhinderedAsync(PaperDocument paper)
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        return ShouldBeRead(await bench.ReadAsync(paper)).FileContent;
    }

    private static List<string> Numbers(OcrResult result) =>
        [.. result.Structure["pages"]!.AsArray().SelectMany(page => page!["inscriptions"]!.AsArray()).Select(line => (string)line!["publication_number"]!)];

    private static OcrResult ShouldBeRead(JobOutcome outcome) => outcome.ShouldBeOfType<JobOutcome.Read>(outcome.ToString()).Result;

    private static PaperDocument Acte(int pages) =>
        new() { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", ActeType = "Acte", Pages = pages, Seed = 11 };
}
