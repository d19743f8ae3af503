using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Ocr.Pages;
using Workers.Support;
using Xunit;

namespace Workers.Ocr;

/// <summary>What the model's server answers instead of a reading, at the wire: whose fault it is, and what becomes of the document.</summary>
public sealed class OcrModelFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    private OcrBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await OcrBench.StartAsync(postgres);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("ModelGone", "GEMINI_INDEX_MODEL")]
    [InlineData("NoBilling", "billing")]
    [InlineData("Forbidden", "denied access")]
    [InlineData("Redirect", "GEMINI_BASE_URL")]
    [InlineData("TooLarge", "proxy")]
    public async Task What_concerns_the_project_costs_no_attempt_and_parks_reading_until_a_question_is_answered(string fault, string remedy)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000));
        var back = (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();
        back.Reason.ShouldBe(HandBackReason.Outage);
        back.Why.ShouldContain(remedy);

        var parked = _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull();
        parked.Cause.ShouldBe(ParkingCause.ModelRefuses);
        parked.Describe().ShouldContain("reading is parked");
        parked.Describe().ShouldContain(remedy);
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Download).ShouldBeNull();

        await ProbeAsync();
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull("the project is still refused");

        _bench.Gemini.Faults.Clear();
        await ProbeAsync();
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldBeNull();
        ShouldBeRead(await _bench.ReadAsync(Index(1)));
    }

    [Fact]
    public async Task An_exchange_that_was_cancelled_on_the_way_is_an_outage()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Cancelled, Times: 100));
        (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.Outage);
        _bench.Parking.Own.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("NoPages")]
    [InlineData("BadRequest")]
    [InlineData("TooLarge")]
    public async Task An_acte_whose_PDF_is_refused_is_read_page_by_page_and_the_PDF_is_not_shown_again(string fault)
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { ActePagesPerCall = 2 });
        bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 100, Media: "pdf"));
        var result = ShouldBeRead(await bench.ReadAsync(Acte(5)));

        result.ReviewReason.ShouldBeNull();
        bench.Calls.ShouldBe(1 + 5);
        foreach (var line in PaperPress.Write(Acte(5)).Pages.SelectMany(page => page.Lines))
        {
            result.FileContent.ShouldContain(line);
        }

        ((string)result.Structure["deed"]!["publication_number"]!).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_uploaded_file_that_cannot_be_processed_is_read_page_by_page()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { InlineMegabytes = 0 });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.FileFails, Method: GeminiFaults.Upload));
        ShouldBeRead(await bench.ReadAsync(Acte(3))).ReviewReason.ShouldBeNull();
        bench.Calls.ShouldBe(3);
        bench.Uploads.ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_acte_that_no_minute_of_the_quota_holds_is_read_page_by_page()
    {
        _bench.PdfPagesOfAMinute = 3;
        ShouldBeRead(await _bench.ReadAsync(Acte(4))).ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(1 + 4);
    }

    [Fact]
    public async Task A_refused_question_is_put_otherwise_and_only_when_all_are_refused_the_document_fails()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.BadRequest, Times: 2, Page: 2));
        ShouldBeRead(await _bench.ReadAsync(Index(3))).ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(3 + 2);
    }

    [Fact]
    public async Task An_answer_in_any_dress_is_paid_once()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.Dressed, Times: 100));
        ShouldBeRead(await _bench.ReadAsync(Index(2))).ReviewReason.ShouldBeNull();
        ShouldBeRead(await _bench.ReadAsync(Acte(2))).ReviewReason.ShouldBeNull();
        _bench.Calls.ShouldBe(3);
    }

    private async Task ProbeAsync()
    {
        _bench.Time.Advance(ParkingLot.Longest);
        await _bench.Parking.RunOnceAsync(TestContext.Current.CancellationToken);
    }

    private static OcrResult ShouldBeRead(JobOutcome outcome) => outcome.ShouldBeOfType<JobOutcome.Read>(outcome.ToString()).Result;

    private static PaperDocument Index(int pages) => PageImagesTests.Index(pages);

    private static PaperDocument Acte(int pages) =>
        new() { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", ActeType = "Acte", Pages = pages, Seed = 11 };
}
