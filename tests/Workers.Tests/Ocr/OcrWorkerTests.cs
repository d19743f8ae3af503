using System.Text;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Pages;
using Workers.Support;
using Xunit;

namespace Workers.Ocr;

public sealed class OcrWorkerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private OcrBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await OcrBench.StartAsync(postgres);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("Digital", null)]
    [InlineData("Scanned", null)]
    public async Task An_index_is_read_as_it_is_written(string look, string? review)
    {
        var paper = Index(3) with { Look = Enum.Parse<PaperLook>(look) };
        var result = ShouldBeRead(await _bench.ReadAsync(paper));
        (review is null ? result.ReviewReason is null : result.ReviewReason!.StartsWith(review, StringComparison.Ordinal)).ShouldBeTrue(result.ReviewReason);
        result.Pages.ShouldBe(3);
        result.CostUsd.ShouldBeGreaterThan(0);

        var truth = PaperPress.Write(paper).Pages.SelectMany(page => page.Inscriptions).Select(line => line.Number);
        result.Structure["pages"]!.AsArray().SelectMany(page => page!["inscriptions"]!.AsArray()).Select(line => (string)line!["publication_number"]!)
            .ShouldBe(truth);
        _bench.ShouldLeaveNoFiles();
    }

    [Fact]
    public async Task An_acte_is_transcribed_whole()
    {
        var result = ShouldBeRead(await _bench.ReadAsync(Acte(4)));
        result.ReviewReason.ShouldBeNull();
        foreach (var line in PaperPress.Write(Acte(4)).Pages.SelectMany(page => page.Lines))
        {
            result.FileContent.ShouldContain(line);
        }

        Numbers(result.Structure["deed"]!["publication_number"]!.ToString()).ShouldBe("25616321");
        _bench.Calls.ShouldBe(1);
        _bench.ShouldLeaveNoFiles();
    }

    [Fact]
    public async Task A_page_that_lost_a_line_is_asked_again_alone()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Page: 2));
        ShouldBeRead(await _bench.ReadAsync(Index(3))).ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task A_page_that_loses_a_line_every_time_is_saved_for_review_and_named()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Times: 100, Page: 2));
        var result = ShouldBeRead(await _bench.ReadAsync(Index(3)));
        result.ReviewReason!.ShouldStartWith("page 2: ");
        result.ReviewReason!.ShouldContain("lines seen");
        _bench.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task A_page_saved_for_review_leaves_a_small_picture_of_itself_and_the_others_leave_none()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Times: 100, Page: 2));
        ShouldBeRead(await _bench.ReadAsync(Index(3))).ReviewReason.ShouldNotBeNull();

        var picture = Directory.GetFiles(_bench.DataPath, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        picture.ShouldEndWith("-1-page-2.jpg");
        (await File.ReadAllBytesAsync(picture))[..2].ShouldBe([0xFF, 0xD8]);
        _bench.ShouldLeaveNoFiles();
    }

    [Fact]
    public async Task A_picture_that_cannot_be_kept_harms_no_document()
    {
        await File.WriteAllTextAsync(_bench.DataPath, "not a folder");
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Times: 100, Page: 2));

        ShouldBeRead(await _bench.ReadAsync(Index(3))).ReviewReason.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Truncated", "cut off")]
    [InlineData("Malformed", "schema")]
    [InlineData("Repeated", "in a row")]
    [InlineData("InTurn", "in turn")]
    public async Task A_page_that_cannot_be_read_fails_the_document_and_the_retry_pays_for_that_page_only(string fault, string reason)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 3, Page: 3));
        var failed = (await _bench.ReadAsync(Index(3))).ShouldBeOfType<JobOutcome.Failed>();
        failed.Kind.ShouldBe(FailureKind.Transient);
        failed.Cause.ShouldContain("page 3");
        failed.Cause.ShouldContain(reason);

        var before = _bench.Calls;
        var result = ShouldBeRead(await _bench.ReadAsync(Index(3)));
        result.Pages.ShouldBe(3);
        _bench.Calls.ShouldBe(before + 1);
    }

    [Fact]
    public async Task The_same_content_is_paid_once()
    {
        ShouldBeRead(await _bench.ReadAsync(Index(2))).InputTokens.ShouldBeGreaterThan(0);
        var again = ShouldBeRead(await _bench.ReadAsync(Index(2)));
        (again.InputTokens, again.CostUsd, (int)again.Structure["reused_pages"]!).ShouldBe((0, 0m, 2));
        _bench.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("Truncated")]
    [InlineData("MissingLines")]
    [InlineData("InTurn")]
    [InlineData("Empty")]
    public async Task Pages_of_an_acte_that_a_call_lost_are_asked_alone(string fault)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Paper: "acte"));
        var result = ShouldBeRead(await _bench.ReadAsync(Acte(3)));
        result.ReviewReason.ShouldBeNull();
        foreach (var line in PaperPress.Write(Acte(3)).Pages.SelectMany(page => page.Lines))
        {
            result.FileContent.ShouldContain(line);
        }
    }

    [Fact]
    public async Task A_long_acte_is_transcribed_some_pages_a_call()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { ActePagesPerCall = 2 });
        var result = ShouldBeRead(await bench.ReadAsync(Acte(5)));
        bench.Calls.ShouldBe(3);
        var pages = result.FileContent.Split("--- Page ")[1..];
        foreach (var (text, truth) in pages.Zip(PaperPress.Write(Acte(5)).Pages))
        {
            truth.Lines.ShouldAllBe(line => text.Contains(line, StringComparison.Ordinal));
        }

        pages.Length.ShouldBe(5);
        result.ReviewReason.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_acte_is_uploaded_and_deleted_again_whatever_happens(bool fails)
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { InlineMegabytes = 0 });
        if (fails)
        {
            bench.Gemini.Faults.Add(new(GeminiFaultKind.DayLimited, Times: 100));
        }

        var outcome = await bench.ReadAsync(Acte(2));
        (outcome is JobOutcome.Read).ShouldBe(!fails);
        bench.Uploads.ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_quota_for_the_day_hands_the_document_back_without_costing_an_attempt()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.DayLimited, Times: 100, Milliseconds: 3_600_000));
        var back = (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();
        back.Reason.ShouldBe(HandBackReason.Outage);
        back.AvailableAfter.ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_lost_lease_ends_the_work_at_once_and_leaves_no_files()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Slow, Times: 100, Milliseconds: 600_000));
        using var running = await _bench.ClaimAsync(Index(2));
        var reading = _bench.Worker.RunAsync(running);
        await _bench.FirstCall.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        running.End(StopCause.LeaseLost);
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        _bench.ShouldLeaveNoFiles();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<html>Service indisponible</html>", "begin")]
    public async Task What_is_no_PDF_is_unreadable_for_good(string content, string reason)
    {
        var failed = (await _bench.ReadAsync(Encoding.UTF8.GetBytes(content))).ShouldBeOfType<JobOutcome.Failed>();
        (failed.Kind, failed.Outcome).ShouldBe((FailureKind.Permanent, OutcomeCodes.Unreadable));
        failed.Cause.ShouldContain(reason);
        _bench.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task An_object_that_is_not_the_one_bought_is_not_read()
    {
        var pdf = await PaperPress.PrintAsync(Index(1), TestContext.Current.CancellationToken);
        var failed = (await _bench.ReadAsync(pdf, job => job with { ContentSha256 = new string('0', 64) })).ShouldBeOfType<JobOutcome.Failed>();
        failed.Cause.ShouldContain("SHA-256");
        _bench.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_missing_object_is_said_so_and_is_not_final_while_it_may_be_restored()
    {
        var failed = (await _bench.ReadAsync([], job => job with { SupabasePath = "index/nothing.pdf", ContentSha256 = null })).ShouldBeOfType<JobOutcome.Failed>();
        failed.Kind.ShouldBe(FailureKind.Transient);
        failed.Cause.ShouldContain("nothing.pdf");
    }

    [Fact]
    public async Task Another_lot_on_the_page_than_the_one_asked_needs_review()
    {
        var pdf = await _bench.PrintAsync(Index(1));
        var result = ShouldBeRead(await _bench.ReadAsync(pdf, job => job with { DocumentNumber = "2784196" }));
        result.ReviewReason!.ShouldContain("2784196");
    }

    /// <summary>Pages are kept by their content: the same file as two documents is paid once, and each time held beside the number that was ordered.</summary>
    [Theory]
    [InlineData(nameof(PaperKind.Acte))]
    [InlineData(nameof(PaperKind.Index))]
    public async Task The_same_file_brought_as_another_document_needs_review_and_as_its_own_does_not(string drawn)
    {
        var kind = Enum.Parse<PaperKind>(drawn);
        var paper = kind is PaperKind.Acte ? Acte(2) : Index(2);
        var pdf = await _bench.PrintAsync(paper);
        ClaimedJob As(ClaimedJob job, string number) => job with { DocumentSource = kind is PaperKind.Acte ? DocumentSource.Acte : DocumentSource.Index, DocumentNumber = number };

        foreach (var first in new[] { paper.Number, "1111111", "2222222", paper.Number })
        {
            var result = ShouldBeRead(await _bench.ReadAsync(pdf, job => As(job, first)));
            (result.ReviewReason?.Contains(first, StringComparison.Ordinal) ?? false).ShouldBe(first != paper.Number, $"{first}: {result.ReviewReason}");
        }

        _bench.Calls.ShouldBe(kind is PaperKind.Acte ? 1 : 2);
    }

    private static OcrResult ShouldBeRead(JobOutcome outcome) =>
        outcome.ShouldBeOfType<JobOutcome.Read>(outcome.ToString()).Result;

    private static string Numbers(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static PaperDocument Index(int pages) => PageImagesTests.Index(pages);

    private static PaperDocument Acte(int pages) => new()
    {
        Kind = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Pages = pages,
        Seed = 11,
    };
}
