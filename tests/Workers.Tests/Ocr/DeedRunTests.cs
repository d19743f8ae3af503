using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Support;
using Xunit;

namespace Workers.Ocr;

/// <summary>A model that cuts three lines out of a deed, the same whenever it is shown the page, and what becomes of the deed.</summary>
public sealed class DeedRunTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Cheats = 100;
    private OcrBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await OcrBench.StartAsync(postgres);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Lines_that_are_cut_once_are_asked_for_again_and_return()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.CutLines, Paper: "acte", Page: 2));
        var result = ShouldBeRead(await _bench.ReadAsync(Deed));

        result.ReviewReason.ShouldBeNull();
        LinesOf(Deed).ShouldAllBe(line => result.FileContent.Contains(line, StringComparison.Ordinal));
        _bench.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Lines_that_are_cut_every_time_are_read_from_their_strip_and_put_in_their_place()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.CutLines, Times: Cheats, Paper: "acte", Page: 2));
        var result = ShouldBeRead(await _bench.ReadAsync(Deed));

        result.ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(4);
        var correction = result.Structure["corrections"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)correction["page"]!, (string)correction["field"]!, (string)correction["from"]!, (string)correction["rule"]!).ShouldBe((2, "text", "", "second_reading"));
        var put = (string)correction["to"]!;
        put.Split('\n').Length.ShouldBe(3);
        result.BoostedFileContent.ShouldContain(put);
        result.FileContent.ShouldNotContain(put);
        Math.Abs(Letters(put) - Letters(string.Concat(Cut))).ShouldBeLessThan(4);
        result.Structure["disputes"]!.AsArray().ShouldBeEmpty();
        await ShouldCostWhatIsBilledAsync(_bench, result);
        Values(result, 2).Count(value => (string)value!["standing"]! is "confirmed").ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task Lines_that_no_reading_gives_are_left_to_a_person_with_their_place_and_words()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Malformed, Times: Cheats, Paper: "strip"));
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.CutLines, Times: Cheats, Paper: "acte", Page: 2));
        var result = ShouldBeRead(await _bench.ReadAsync(Deed));

        result.ReviewReason.ShouldNotBeNull().ShouldStartWith("page 2: about 3 lines between '");
        result.ReviewReason.ShouldContain("stand on the page and were not returned");
        // The deed lacks them by itself, too.
        result.ReviewReason.ShouldContain("clauses 27 to 28 are missing between '26. ");
        result.Structure["corrections"]!.AsArray().ShouldBeEmpty();
        await ShouldCostWhatIsBilledAsync(_bench, result);
        var dispute = result.Structure["disputes"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)dispute["page"]!, (string)dispute["field"]!, (string)dispute["standing"]!, (string)dispute["read"]!, (string)dispute["witness"]!).ShouldBe((2, "text", "missing", "", "text_layer"));
        ((string)dispute["seen"]!).Split('\n').ShouldBe(Cut);
        ((double)dispute["box"]!["bottom"]! - (double)dispute["box"]!["top"]!).ShouldBeInRange(30, 50);
        var line = (int)dispute["line"]!;
        ((string)Values(result, 2)[line - 1]!["standing"]!).ShouldBe("missing");
    }

    /// <summary>The whole way once more for a picture of paper: Tesseract sees it, and its place is that on the page set upright.</summary>
    [Fact]
    public async Task Of_a_scan_Tesseract_says_what_was_cut_and_the_strip_gives_it_back_or_a_person_decides()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.All });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.CutLines, Times: Cheats, Paper: "acte", Page: 1));
        var result = ShouldBeRead(await bench.ReadAsync(Deed with { Look = PaperLook.Scanned, Pages = 1 }));

        (result.ReviewReason is null).ShouldBe(result.Structure["corrections"]!.AsArray().Count is 1);
        await ShouldCostWhatIsBilledAsync(bench, result);
        bench.ShouldLeaveNoFiles();
    }

    private static async Task ShouldCostWhatIsBilledAsync(OcrBench bench, OcrResult result)
    {
        var bill = bench.Gemini.Bill.Answers;
        (bench.Calls, result.InputTokens, result.OutputTokens).ShouldBe((bill.Count, bill.Sum(answer => answer.Input), bill.Sum(answer => answer.Output)));
        // The ledger keeps six digits of each answer's price.
        result.CostUsd.ShouldBe((await bench.SpendAsync()).Usd, tolerance: 0.000001m * bill.Count);
    }

    private static PaperDocument Deed => HeardDeed.Paper(11, PaperLook.Digital, 3);

    /// <summary>What the fault takes out of the second page: its head and its lines, the middle three.</summary>
    private static IEnumerable<string> Cut
    {
        get
        {
            var page = PaperPress.Write(Deed).Pages[1];
            return page.Lines.Skip(((page.Header.Count + page.Lines.Count) / 2) - page.Header.Count).Take(3);
        }
    }

    private static int Letters(string text) => text.Count(char.IsLetterOrDigit);

    private static IEnumerable<string> LinesOf(PaperDocument deed) => PaperPress.Write(deed).Pages.SelectMany(page => page.Lines);

    private static JsonArray Values(OcrResult result, int page) => result.Structure["pages"]![page - 1]!["values"]!.AsArray();

    private static OcrResult ShouldBeRead(JobOutcome outcome) => outcome.ShouldBeOfType<JobOutcome.Read>(outcome.ToString()).Result;
}
