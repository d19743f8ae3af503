using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Pages;
using Workers.Support;
using Xunit;

namespace Workers.Ocr;

/// <summary>Answers that agree with themselves and not with the page, from the simulated model's mouth to the stored reading.</summary>
public sealed class WitnessedReadingTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("HiddenLine", "line")]
    [InlineData("WrongDigit", "publication_number")]
    [InlineData("MissingLines", "line")]
    public async Task A_lie_is_set_right_by_a_strip_at_the_price_of_a_strip_and_the_change_is_listed(string lie, string field)
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { SecondModel = "gemini-2.5-flash" });
        bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(lie), Page: 2));
        var result = await ReadAsync(bench, Index(3));

        result.ReviewReason.ShouldBeNull();
        NumbersOf(result).ShouldBe(Written(Index(3)));
        var change = result.Structure["corrections"]!.AsArray().Where(change => (string)change!["rule"]! is "second_reading").ShouldHaveSingleItem()!;
        ((int)change["page"]!, (string)change["field"]!).ShouldBe((2, field));
        var right = FrenchText.Grouped(PaperPress.Write(Index(3)).Pages[1].Inscriptions[lie is "MissingLines" ? ^1 : 0].Number);
        ((string)change["to"]!).ShouldContain(right);
        result.BoostedFileContent.ShouldContain(Compact(right));
        result.FileContent.ShouldNotContain(right, Case.Sensitive, "the first reading is kept as it was");

        bench.Gemini.Bill.Answers.Count.ShouldBe(4);
        (result.InputTokens, result.OutputTokens).ShouldBe((bench.Gemini.Bill.Answers.Sum(bill => bill.Input), bench.Gemini.Bill.Answers.Sum(bill => bill.Output)));
        var strip = bench.Gemini.Bill.Answers.Where(bill => bill.Model is "gemini-2.5-flash").ShouldHaveSingleItem();
        strip.Input.ShouldBeLessThan(bench.Gemini.Bill.Answers.Where(bill => bill != strip).Min(bill => bill.Input) * 3 / 4);
        strip.Output.ShouldBeLessThan(bench.Gemini.Bill.Answers.Where(bill => bill != strip).Max(bill => bill.Output) / 3);
        bench.ShouldLeaveNoFiles();
    }

    [Theory]
    [InlineData("HiddenLine", "stands on the page and was not returned")]
    [InlineData("WrongDigit", ", twice, where the page says")]
    public async Task A_lie_that_is_told_again_is_saved_for_review_with_both_values_and_their_place(string lie, string reason)
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(lie), Times: 100, Page: 2));
        var result = await ReadAsync(bench, Index(4));

        bench.Calls.ShouldBe(5);
        result.ReviewReason.ShouldNotBeNull().ShouldStartWith("page 2: ");
        result.ReviewReason.ShouldContain(reason);
        result.ReviewReason.ShouldContain(FrenchText.Grouped(PaperPress.Write(Index(4)).Pages[1].Inscriptions[0].Number));
        result.ReviewReason.ShouldMatch(@"\(at \d+–\d+ × \d+–\d+ points\)");
        var dispute = result.Structure["disputes"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)dispute["page"]!, (string)dispute["witness"]!).ShouldBe((2, "text_layer"));
        dispute["box"].ShouldNotBeNull();
        (result.InputTokens, result.OutputTokens).ShouldBe((bench.Gemini.Bill.Answers.Sum(bill => bill.Input), bench.Gemini.Bill.Answers.Sum(bill => bill.Output)));
    }

    [Fact]
    public async Task Every_value_of_a_printed_page_has_its_place_and_is_nearly_sure()
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        var result = await ReadAsync(bench, Index(1));
        var values = result.Structure["pages"]![0]!["values"]!.AsArray();
        var lines = PaperPress.Write(Index(1)).Pages[0].Inscriptions;
        values.Count(value => (string)value!["field"]! is "publication_number").ShouldBe(lines.Count);
        values.ShouldAllBe(value => value!["box"] != null && (double)value["confidence"]! > 0.9 && (string)value["standing"]! == "confirmed");
    }

    [Fact]
    public async Task Of_a_scan_without_words_the_ink_tells_a_line_that_is_hidden_and_the_page_is_asked_again()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text, Unwitnessed = UnwitnessedChoice.Accept });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.HiddenLine, Page: 1));
        (await ReadAsync(bench, Scan(1))).ReviewReason.ShouldBeNull();
        bench.Calls.ShouldBe(2);

        bench.Gemini.Faults.Add(new(GeminiFaultKind.HiddenLine, Times: 100, Page: 2));
        var result = await ReadAsync(bench, Scan(2));
        var rows = PaperPress.Write(Scan(2)).Pages[1].Inscriptions.Count;
        result.ReviewReason.ShouldNotBeNull().ShouldContain($"{rows - 1} lines returned where the page shows {rows} rows of writing");
        ((string)result.Structure["disputes"]![0]!["witness"]!).ShouldBe("ink");
    }

    [Fact]
    public async Task Nothing_returned_where_the_ink_shows_rows_never_passes()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Empty, Times: 100, Page: 1));
        var result = await ReadAsync(bench, Scan(1));
        bench.Calls.ShouldBe(3);
        result.ReviewReason.ShouldNotBeNull().ShouldContain("no inscription was returned where the page shows");
    }

    [Fact]
    public async Task Of_a_scan_that_Tesseract_reads_a_hidden_line_comes_back_through_a_strip()
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        bench.Gemini.Faults.Add(new(GeminiFaultKind.HiddenLine, Page: 1));
        var result = await ReadAsync(bench, Scan(1));
        NumbersOf(result).ShouldBe(Written(Scan(1)));
        result.Structure["corrections"]!.AsArray().Select(change => (string)change!["rule"]!).ShouldContain("second_reading");
    }

    /// <summary>The model that has read the page is no second one, though it be named so: asking it again would only be paid.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("gemini-2.5-pro")]
    public async Task A_scan_that_nobody_else_reads_is_saved_for_review_with_the_remedy_and_is_not_paid_again(string? second)
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text, SecondModel = second });
        var result = await ReadAsync(bench, Scan(1));

        result.ReviewReason.ShouldBe("page 1: read by the model alone (the page has no text of its own): a person compares it with the page"
            + " (OCR_WITNESSES=all lets Tesseract read such pages, OCR_SECOND_MODEL a second model)");
        bench.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(WitnessChoice.Text), nameof(UnwitnessedChoice.Review), "page 1: read by the model alone (the page has no text of its own): a person compares it with the page (OCR_WITNESSES=all lets Tesseract read such pages)")]
    [InlineData(nameof(WitnessChoice.Text), nameof(UnwitnessedChoice.Accept), null)]
    [InlineData(nameof(WitnessChoice.All), nameof(UnwitnessedChoice.Review), null)]
    public async Task So_is_a_scanned_deed(string witnesses, string unwitnessed, string? reason)
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = Enum.Parse<WitnessChoice>(witnesses), Unwitnessed = Enum.Parse<UnwitnessedChoice>(unwitnessed) });
        var result = await ReadAsync(bench, new() { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", ActeType = "Acte", Pages = 1, Seed = 11, Look = PaperLook.Scanned });

        result.ReviewReason.ShouldBe(reason);
        bench.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Such_a_scan_is_read_by_a_second_model_whose_agreement_counts()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text, SecondModel = "gemini-2.5-flash" });
        var result = await ReadAsync(bench, Scan(1));

        result.ReviewReason.ShouldBeNull();
        bench.Gemini.Bill.Answers.Count(bill => bill.Model is "gemini-2.5-flash").ShouldBe(1);
        bench.Calls.ShouldBe(2);
        NumbersOf(result).ShouldBe(Written(Scan(1)));
        result.Structure["pages"]![0]!["values"]!.AsArray().ShouldAllBe(value => (string)value!["standing"]! == "confirmed");
    }

    [Fact]
    public async Task What_the_second_model_reads_otherwise_is_saved_for_review_with_both_values()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text, SecondModel = "gemini-2.5-flash" });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.WrongDigit, Page: 1));
        var result = await ReadAsync(bench, Scan(1));

        bench.Calls.ShouldBe(2);
        result.ReviewReason.ShouldNotBeNull().ShouldContain("where a second reading of the page says");
        var dispute = result.Structure["disputes"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)dispute["witness"]!, (string)dispute["field"]!).ShouldBe(("second_reading", "publication_number"));
    }

    [Fact]
    public async Task A_model_that_says_the_same_twice_has_confirmed_nothing()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.Text });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Times: 100, Page: 1));
        var result = await ReadAsync(bench, Scan(1));

        bench.Calls.ShouldBeGreaterThan(1, "the page was asked again");
        result.ReviewReason.ShouldNotBeNull().ShouldContain("read by the model alone");
        result.Structure["pages"]![0]!["values"]!.AsArray().ShouldAllBe(value => (string)value!["standing"]! == "unwitnessed");
    }

    private static async Task<OcrResult> ReadAsync(OcrBench bench, PaperDocument paper)
    {
        var outcome = await bench.ReadAsync(paper);
        return outcome.ShouldBeOfType<JobOutcome.Read>(outcome.ToString()).Result;
    }

    private static IEnumerable<string> NumbersOf(OcrResult result) => result.Structure["pages"]!.AsArray()
        .SelectMany(page => page!["inscriptions"]!.AsArray()).Select(line => (string)line!["publication_number"]!);

    private static IEnumerable<string> Written(PaperDocument paper) => PaperPress.Write(paper).Pages.SelectMany(page => page.Inscriptions).Select(line => line.Number);

    private static string Compact(string number) => number.Replace(" ", "", StringComparison.Ordinal);

    private static PaperDocument Index(int pages) => PageImagesTests.Index(pages);

    private static PaperDocument Scan(int pages) => Index(pages) with { Look = PaperLook.Scanned };
}
