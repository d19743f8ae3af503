using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Xunit;

namespace Workers.Registre;

/// <summary>What goes wrong around the paid step. Whatever happens, a document is charged once.</summary>
[Collection(RegistreCollection.Name)]
public sealed class RegistreWorkerFaultTests(RegistreWorld world) : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(8);

    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("TruncatedPdf", "10000001")]
    [InlineData("HtmlAsPdf", "10000002")]
    [InlineData("EmptyPdf", "10000003")]
    [InlineData("Logout", "10000004")]
    [InlineData("ConnectionCut", "10000005")]
    public async Task A_fault_that_strikes_once_after_the_charge_still_ends_with_the_document(string fault, string number)
    {
        world.Shelve(PaperKind.Acte, number);
        world.Site.Faults.Switch(new(Enum.Parse<FaultName>(fault)) { Number = number, Times = 1 });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, number))).ShouldBeOfType<JobOutcome.Stored>();

        world.ChargesOf(number).ShouldBe(1);
        (await world.StateAsync(number)).ShouldBe("stored");
    }

    [Fact]
    public async Task A_session_that_ends_during_the_search_is_entered_again()
    {
        world.Shelve(PaperKind.Index, "2000001");
        world.Site.Faults.Switch(new(FaultName.Logout) { At = Step.Search, Times = 1 });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000001"))).ShouldBeOfType<JobOutcome.Stored>();
    }

    [Fact]
    public async Task A_request_that_the_login_page_answers_was_not_billed_and_is_sent_again()
    {
        world.Shelve(PaperKind.Acte, "10000010");
        world.Site.Faults.Switch(new(FaultName.Logout) { At = Step.Submit, Times = 1 });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000010"))).ShouldBeOfType<JobOutcome.Stored>();
    }

    [Fact]
    public async Task A_document_that_does_not_show_is_opened_again_from_the_invoices()
    {
        await world.RestartAsync(viewer: Short);
        world.Shelve(PaperKind.Acte, "10000011");
        world.Site.Faults.Switch(new(FaultName.NeverLoading) { Times = 1 });

        var stored = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000011"))).ShouldBeOfType<JobOutcome.Stored>();

        ((string)stored.Document.Details!["obtained"]!["source"]!).ShouldBe("invoices");
        await world.RestartAsync();
    }

    [Fact]
    public async Task A_download_that_does_not_begin_is_taken_up_from_the_invoices()
    {
        await world.RestartAsync(download: Short);
        world.Shelve(PaperKind.Acte, "10000012");
        world.Site.Faults.Switch(new(FaultName.NoDownload) { Times = 1 });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000012"))).ShouldBeOfType<JobOutcome.Stored>();
        await world.RestartAsync();
    }

    [Fact]
    public async Task What_is_paid_and_never_arrives_ends_uncertain_and_is_not_bought_again()
    {
        world.Shelve(PaperKind.Acte, "10000013");
        world.Site.Faults.Switch(new(FaultName.TruncatedPdf) { Number = "10000013" });
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000013", maxAttempts: 2))).ShouldBeOfType<JobOutcome.Failed>().Kind.ShouldBe(FailureKind.Transient);

        var failed = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Failed>();

        failed.Kind.ShouldBe(FailureKind.Permanent);
        failed.Outcome.ShouldBe(OutcomeCodes.PurchaseUncertain);
        failed.Cause.ShouldContain("cut off");
        (await world.StateAsync("10000013")).ShouldBe("uncertain");
        world.ChargesOf("10000013").ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_never_came_and_left_no_invoice_is_uncertain()
    {
        world.Shelve(PaperKind.Acte, "10000014");
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Submit, Times = 1 });

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000014"))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Outcome.ShouldBe(OutcomeCodes.PurchaseUncertain);
        failed.Cause.ShouldContain("503");
        world.ChargesOf("10000014").ShouldBe(0);
    }

    [Fact]
    public async Task A_form_that_changed_is_tried_again_later_with_its_picture_kept()
    {
        await world.RestartAsync();
        world.Site.Faults.Switch(new(FaultName.RenamedForm));

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000002"))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Kind.ShouldBe(FailureKind.Transient);
        failed.Cause.ShouldContain("selCircnFoncr");
        File.Exists(Path.Combine((string)failed.Details!["evidence"]!, "page.png")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_site_that_serves_nobody_costs_the_document_no_attempt_and_one_with_a_fault_does()
    {
        world.Shelve(PaperKind.Acte, "10000019");
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Search, Times = 1 });
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000019"))).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("503");

        world.Site.Faults.Switch(new(FaultName.Error500) { At = Step.Search, Times = 1 });
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Failed>().Kind.ShouldBe(FailureKind.Transient);
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf("10000019").ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_site_costs_the_document_no_attempt()
    {
        world.Site.Faults.Switch(new(FaultName.Maintenance));

        var back = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000003"))).ShouldBeOfType<JobOutcome.HandedBack>();

        back.Why.ShouldContain("closed");
        back.AvailableAfter.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Another_document_than_asked_for_is_refused_and_kept_from_being_bought_again()
    {
        world.Shelve(PaperKind.Acte, "10000015", document => document with { Look = PaperLook.Digital });
        world.Site.Faults.Switch(new(FaultName.WrongDocument) { Number = "10000015" });

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000015"))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Outcome.ShouldBe(OutcomeCodes.WrongDocument);
        failed.Cause.ShouldContain("9 999 999");
        (await world.StateAsync("10000015")).ShouldBe("rejected");
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000015"))).ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.WrongDocument);
    }

    [Fact]
    public async Task An_invoice_that_may_still_appear_is_waited_for()
    {
        world.Shelve(PaperKind.Acte, "10000018");
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Submit, Times = 1 });
        await world.RestartAsync(invoice: TimeSpan.FromHours(1));

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000018"))).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("not there yet");
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.HandedBack>().AvailableAfter.ShouldBe(TimeSpan.FromSeconds(30));
        (await world.StateAsync("10000018")).ShouldBe("submitting");

        await world.RestartAsync();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.PurchaseUncertain);
    }

    [Fact]
    public async Task Bytes_that_the_store_did_not_take_are_uploaded_later_without_the_site()
    {
        world.Shelve(PaperKind.Acte, "10000016");
        world.Documents.Away = true;
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000016"))).ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("away");
        (await world.StateAsync("10000016")).ShouldBe("received");
        var consultation = await world.Database.ReadAsync<Guid>("select id from registre_consultations where document_number = '10000016'");
        Copies().Length.ShouldBe(2);

        world.Documents.Away = false;
        world.Site.Faults.Switch(new(FaultName.Maintenance));
        await world.RestartAsync();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        Copies().ShouldBeEmpty();

        string[] Copies() => Directory.GetFiles(Path.Combine(world.DataPath, "registre", "received"), $"{consultation}*");
    }

    [Fact]
    public async Task A_copy_that_the_ledger_does_not_know_is_fetched_again_and_both_are_kept()
    {
        world.Shelve(PaperKind.Acte, "10000034");
        world.Documents.Away = true;
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000034"))).ShouldBeOfType<JobOutcome.HandedBack>();
        var consultation = await world.Database.ReadAsync<Guid>("select id from registre_consultations where document_number = '10000034'");
        await world.Database.ExecuteAsync($"update registre_consultations set content_sha256 = 'of other bytes' where id = '{consultation}'");

        world.Documents.Away = false;
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        SetAside(consultation).ShouldHaveSingleItem();
        world.ChargesOf("10000034").ShouldBe(1);
    }

    [Fact]
    public async Task While_the_store_takes_nothing_nothing_more_is_bought_until_it_takes_what_it_refused()
    {
        world.Shelve(PaperKind.Acte, "10000030");
        world.Shelve(PaperKind.Acte, "10000031");
        world.Documents.Away = true;
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000030"))).ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.Outage);
        await world.Database.ExecuteAsync("update extraction_queue set available_at = now() + interval '1 hour' where status_id = 1");

        var parked = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000031"))).ShouldBeOfType<JobOutcome.HandedBack>();
        await world.ProbeParkedAsync();

        parked.Reason.ShouldBe(HandBackReason.Outage);
        parked.Why.ShouldContain("buying is parked");
        world.ChargesOf("10000031").ShouldBe(0);
        world.Parking.Own.ShouldHaveSingleItem().Cause.ShouldBe(ParkingCause.StoreRefuses);

        world.Documents.Away = false;
        await world.ProbeParkedAsync();
        world.Parking.Own.ShouldBeEmpty();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf("10000030").ShouldBe(1);
        world.ChargesOf("10000031").ShouldBe(1);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_bought_and_what_was_bought_is_still_fetched()
    {
        world.Shelve(PaperKind.Acte, "10000032");
        world.Shelve(PaperKind.Acte, "10000033");
        world.Documents.Away = true;
        await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000033"));
        await world.Database.ExecuteAsync("update extraction_queue set available_at = now() + interval '1 hour' where status_id = 1");
        world.Documents.Away = false;
        await world.RestartAsync(diskFree: 1_000_000);

        var full = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000032"))).ShouldBeOfType<JobOutcome.HandedBack>();
        await world.Database.ExecuteAsync("update extraction_queue set available_at = now() + interval '1 hour' where document_number = '10000032'");

        full.Reason.ShouldBe(HandBackReason.Outage);
        world.Parking.Own.ShouldContain(parked => parked.Cause == ParkingCause.DiskFull && parked.Why.Contains("REGISTRE_DISK_FREE_MB"));
        world.ChargesOf("10000032").ShouldBe(0);
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
    }

    [Fact]
    public async Task A_damaged_copy_of_what_was_paid_for_is_replaced_from_the_invoices()
    {
        world.Shelve(PaperKind.Acte, "10000020");
        world.Documents.Away = true;
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000020"))).ShouldBeOfType<JobOutcome.HandedBack>();
        var consultation = await world.Database.ReadAsync<Guid>("select id from registre_consultations where document_number = '10000020'");
        await File.WriteAllTextAsync(Path.Combine(world.DataPath, "registre", "received", $"{consultation}.pdf"), "damaged");
        await world.Database.ExecuteAsync($"update registre_consultations set content_sha256 = 'of the bytes before' where id = '{consultation}'");

        world.Documents.Away = false;
        var stored = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        (await world.Database.ReadAsync<string>($"select state || ' ' || content_sha256 from registre_consultations where id = '{consultation}'"))
            .ShouldBe($"stored {stored.Document.ContentSha256}");
        world.ChargesOf("10000020").ShouldBe(1);
        SetAside(consultation).Select(File.ReadAllText).ShouldBe(["damaged"]);
    }

    [Fact]
    public async Task A_refused_password_is_said_and_not_tried_again_until_it_is_another()
    {
        world.Shelve(PaperKind.Acte, "10000017");
        await world.RestartAsync("12A3456:wrong");

        var back = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000017"))).ShouldBeOfType<JobOutcome.HandedBack>();
        await world.RunNextAsync();

        back.Why.ShouldContain("REGISTRE_ACCOUNTS");
        back.Why.ShouldNotContain("wrong");
        world.Site.Accounts.All().ShouldHaveSingleItem().WrongPasswords.ShouldBe(1);

        await world.RestartAsync();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
    }

    private string[] SetAside(Guid consultation) => Directory.GetFiles(Path.Combine(world.DataPath, "registre", "set-aside", $"{consultation}"), "*.bin");
}
