using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Ocr.Pages;
using Workers.Ocr.Readers;
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
    [InlineData("ModelGone", "GEMINI_INDEX_MODEL", "ModelGone")]
    [InlineData("NoBilling", "billing", "ModelRefuses")]
    [InlineData("Forbidden", "denied access", "KeyRefused")]
    [InlineData("Redirect", "GEMINI_BASE_URL", "ModelRefuses")]
    public async Task What_concerns_the_project_costs_no_attempt_and_parks_reading_until_a_question_is_answered(string fault, string remedy, string cause)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000));
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000, Method: GeminiFaults.Count));
        var back = (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();
        back.Reason.ShouldBe(HandBackReason.Outage);
        back.Why.ShouldContain(remedy);

        var parked = _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull();
        parked.Cause.ToString().ShouldBe(cause);
        parked.Describe().ShouldContain("reading is parked");
        parked.Describe().ShouldContain(remedy);
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Download).ShouldBeNull();

        await ProbeAsync();
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull("the project is still refused");

        _bench.Gemini.Faults.Clear();
        await ProbeAsync();
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldBeNull();
        _bench.Calls.ShouldBe(1, "a probe is no question that is paid");
        ShouldBeRead(await _bench.ReadAsync(Index(1)));
    }

    [Fact]
    public async Task What_a_count_does_not_show_the_next_document_does_and_each_try_comes_later()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.NoBilling, Times: 1000));
        List<int> waits = [];
        for (var time = 0; time < 4; time++)
        {
            (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();
            waits.Add(await WaitForTheGateAsync());
        }

        waits.ShouldBeInOrder();
        waits[3].ShouldBeGreaterThan(waits[0]);
        _bench.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_models_the_one_that_is_gone_parks_what_it_reads_alone()
    {
        await using var bench = await OcrBench.StartAsync(postgres, ask: usual => new() { ApiKey = usual.ApiKey, BaseUrl = usual.BaseUrl, MaxSends = 1, IndexModel = "gemini-a", ActeModel = "gemini-b" });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.ModelGone, Times: 1000, Model: "gemini-a"));

        (await bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();

        bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr, DocumentSource.Index).ShouldNotBeNull().Describe().ShouldContain("reading of indexes is parked");
        bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr, DocumentSource.Acte).ShouldBeNull();
        ShouldBeRead(await bench.ReadAsync(Acte(1)));
    }

    [Theory]
    [InlineData("BadRequest")]
    [InlineData("TooLarge")]
    public async Task What_every_document_is_refused_for_parks_reading_after_some_in_a_row(string fault)
    {
        _bench.Gemini.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 1000));
        for (var document = 1; document < RefusedQuestions.Most; document++)
        {
            (await _bench.ReadAsync(Index(document))).ShouldNotBeOfType<JobOutcome.HandedBack>();
            _bench.Parking.Own.ShouldBeEmpty("it may be the document");
        }

        (await _bench.ReadAsync(Index(RefusedQuestions.Most))).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("refuses one document after another");
        _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull().Cause.ShouldBe(ParkingCause.ModelRefuses);

        await ProbeAsync();
        _bench.Parking.Own.ShouldBeEmpty();
        (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>("one document shows that it is still so");

        _bench.Gemini.Faults.Clear();
        _bench.Time.Advance(ParkingLot.Longest);
        await ProbeAsync();
        ShouldBeRead(await _bench.ReadAsync(Index(1))).ReviewReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_document_whose_pages_were_all_kept_is_done_whatever_the_model_refuses_of_others()
    {
        ShouldBeRead(await _bench.ReadAsync(Index(9)));
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.BadRequest, Times: 1000));
        for (var document = 1; document <= RefusedQuestions.Most + 1; document++)
        {
            await _bench.ReadAsync(Index(document));
        }

        await ProbeAsync();
        _bench.Parking.Own.ShouldBeEmpty();

        ShouldBeRead(await _bench.ReadAsync(Index(9)));
        _bench.Parking.Own.ShouldBeEmpty("it asked nothing");
    }

    [Fact]
    public async Task A_document_that_asked_nothing_brings_no_earlier_try()
    {
        ShouldBeRead(await _bench.ReadAsync(Index(9)));
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.NoBilling, Times: 1000));
        List<int> waits = [];
        for (var time = 0; time < 4; time++)
        {
            (await _bench.ReadAsync(Index(1))).ShouldBeOfType<JobOutcome.HandedBack>();
            waits.Add(await WaitForTheGateAsync());
            ShouldBeRead(await _bench.ReadAsync(Index(9)));
        }

        waits[3].ShouldBeGreaterThan(waits[0]);
        _bench.Gemini.Faults.Clear();
        ShouldBeRead(await _bench.ReadAsync(Index(1)));
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.NoBilling, Times: 1000));
        (await _bench.ReadAsync(Index(2))).ShouldBeOfType<JobOutcome.HandedBack>();
        (await WaitForTheGateAsync()).ShouldBe(waits[0], "the model has answered since");
    }

    [Fact]
    public async Task A_page_whose_picture_is_too_large_is_read_in_parts_and_parks_nothing()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.TooLarge, Times: 1000, Page: 2, Band: "whole"));
        var result = ShouldBeRead(await _bench.ReadAsync(Index(3)));
        result.ReviewReason.ShouldBeNull();
        ((string)result.Structure["pages"]![1]!["view"]!).ShouldBe("in_parts");
        _bench.Calls.ShouldBe(3 + 2);
        _bench.Parking.Own.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_which_no_part_is_small_enough_is_named_for_a_person_and_the_others_are_read()
    {
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.TooLarge, Times: 1000, Page: 2));
        foreach (var half in (string[])["2/4", "3/4"])
        {
            _bench.Gemini.Faults.Add(new(GeminiFaultKind.TooLarge, Times: 1000, Band: half));
        }

        var result = ShouldBeRead(await _bench.ReadAsync(Index(3)));
        result.ReviewReason.ShouldNotBeNull().ShouldStartWith("page 2: no picture of this page is taken for its size, whole or in parts (");
        ((bool)result.Structure["pages"]![1]!["unread"]!).ShouldBeTrue();
        result.Structure["pages"]![0]!["unread"].ShouldBeNull();
        _bench.Parking.Own.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_is_read_and_meets_an_outage_when_it_is_asked_again_is_kept_with_its_doubts()
    {
        await using var bench = await OcrBench.StartAsync(postgres, new() { Witnesses = WitnessChoice.None });
        bench.Gemini.Faults.Add(new(GeminiFaultKind.MissingLines, Page: 2));
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Unavailable, Times: 100, Page: 2));

        var result = ShouldBeRead(await bench.ReadAsync(Index(3)));

        result.ReviewReason.ShouldNotBeNull().ShouldStartWith("page 2: ");
        var asked = bench.Calls;
        bench.Gemini.Faults.Clear();
        ShouldBeRead(await bench.ReadAsync(Index(3))).ReviewReason.ShouldBe(result.ReviewReason);
        bench.Calls.ShouldBe(asked, "it is not paid again");
    }

    [Fact]
    public async Task An_acte_that_is_read_by_images_says_of_itself_what_all_of_its_pages_say()
    {
        await using var whole = await OcrBench.StartAsync(postgres);
        var expected = ShouldBeRead(await whole.ReadAsync(Acte(4))).Structure["deed"]!;
        _bench.Gemini.Faults.Add(new(GeminiFaultKind.NoPages, Times: 100, Media: "pdf"));

        var deed = ShouldBeRead(await _bench.ReadAsync(Acte(4))).Structure["deed"]!;

        foreach (var list in (string[])["lots", "amounts", "parties"])
        {
            deed[list]!.AsArray().Select(one => one!.ToJsonString()).ShouldBe(expected[list]!.AsArray().Select(one => one!.ToJsonString()).Distinct(), ignoreOrder: true, list);
        }
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

    /// <returns>After how many seconds reading is not parked any longer.</returns>
    private async Task<int> WaitForTheGateAsync()
    {
        var seconds = 0;
        for (; _bench.Parking.Find(TargetEnvironment.Dev, JobStage.Ocr) is not null; seconds += 5)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(5));
            await _bench.Parking.RunOnceAsync(TestContext.Current.CancellationToken);
        }

        return seconds;
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
