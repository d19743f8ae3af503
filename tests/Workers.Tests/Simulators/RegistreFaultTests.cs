using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Xunit;

namespace Workers.Simulators;

public sealed class RegistreFaultTests : IAsyncLifetime
{
    private static readonly RegisteredDocument Acte = new()
    {
        Source = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Pages = 1,
    };

    private RegistreSite site = null!;
    private RegistreVisitor visitor = null!;

    public async ValueTask InitializeAsync()
    {
        site = await RegistreSite.StartAsync(stop: TestContext.Current.CancellationToken);
        site.Catalogue.Add(Acte, Acte with { Number = "11917758" });
        visitor = new RegistreVisitor(site);
        await visitor.LoginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        visitor.Dispose();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task A_download_can_be_cut_short_be_html_be_empty_or_be_another_document()
    {
        await BuyAsync();
        var whole = await SaveWithAsync(null);

        (await SaveWithAsync(FaultName.TruncatedPdf)).ShouldBe(whole[..(whole.Length / 2)]);
        Encoding.Latin1.GetString(await SaveWithAsync(FaultName.HtmlAsPdf)).ShouldStartWith("<html");
        (await SaveWithAsync(FaultName.EmptyPdf)).ShouldBeEmpty();
        var wrong = await PaperReader.IdentifyAsync(await SaveWithAsync(FaultName.WrongDocument), "application/pdf", TestContext.Current.CancellationToken);
        wrong.ShouldHaveSingleItem().Mark.ShouldNotBeNull().DocumentKey.ShouldNotBe(Acte.ToPaper().Key);
        (await SaveWithAsync(null)).ShouldBe(whole);
    }

    [Theory]
    [InlineData("error_500", HttpStatusCode.InternalServerError)]
    [InlineData("error_503", HttpStatusCode.ServiceUnavailable)]
    public async Task A_fault_set_over_http_strikes_as_often_as_told_and_only_its_document(string name, HttpStatusCode status)
    {
        using var control = new HttpClient { BaseAddress = site.Origin };
        var answer = await control.PostAsJsonAsync("/_control/faults", new { name, at = "submit", number = "25 616 321", times = 1 }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await visitor.SearchActeAsync("Montréal", "Acte", "11917758");
        visitor.Last.StatusCode.ShouldBe(HttpStatusCode.OK);
        await BuyAsync();
        visitor.Last.StatusCode.ShouldBe(status);
        await BuyAsync();
        visitor.Last.StatusCode.ShouldBe(HttpStatusCode.OK);

        var bill = await control.GetFromJsonAsync<JsonElement>("/_control/bill", TestContext.Current.CancellationToken);
        bill.EnumerateArray().Select(line => line.GetProperty("document").GetProperty("number").GetString()).ShouldBe(["11917758", "25616321"]);
    }

    [Fact]
    public async Task A_connection_cut_after_the_charge_leaves_the_document_billed()
    {
        site.Faults.Switch(new Fault(FaultName.ConnectionCut) { Times = 1 });

        await Should.ThrowAsync<HttpRequestException>(BuyAsync());

        site.Bill.All().Count.ShouldBe(1);
        await visitor.GetAsync($"{SitePaths.Reopen}?noConsl=1");
        visitor.Text.ShouldContain("frameset");
        site.Bill.All().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_can_end_in_the_middle_of_a_purchase()
    {
        site.Faults.Switch(new Fault(FaultName.Logout) { At = Step.Viewer, Times = 1 });

        await BuyAsync();

        visitor.Path.ShouldContain(SitePaths.Login);
        site.Bill.All().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Maintenance_stands_before_every_page_until_it_is_switched_off()
    {
        site.Faults.Switch(new Fault(FaultName.Maintenance));
        await visitor.GetAsync(SitePaths.Welcome);
        visitor.Text.ShouldContain("travaux d'entretien");

        site.Faults.Clear();
        await visitor.GetAsync(SitePaths.Welcome);
        visitor.Text.ShouldContain("Bienvenue");
    }

    [Fact]
    public async Task A_renamed_form_has_none_of_the_known_ids()
    {
        site.Faults.Switch(new Fault(FaultName.RenamedForm) { Times = 1 });
        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Text.ShouldNotContain("\"selCircnFoncr\"");
        visitor.Text.ShouldNotContain("\"txtNumrtLot\"");

        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Text.ShouldContain("\"selCircnFoncr\"");
    }

    [Fact]
    public async Task A_document_that_never_loads_keeps_the_visitor_waiting_but_not_the_site()
    {
        var struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        site.Faults.Struck = _ => struck.TrySetResult();
        site.Faults.Switch(new Fault(FaultName.NeverLoading) { Times = 1 });
        var waiting = BuyAsync();
        await struck.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        waiting.IsCompleted.ShouldBeFalse();
        await site.DisposeAsync();
        await Should.ThrowAsync<HttpRequestException>(waiting);
    }

    [Fact]
    public async Task A_wrong_control_request_says_what_is_wrong_and_changes_nothing()
    {
        using var control = new HttpClient { BaseAddress = site.Origin };

        var fault = await control.PostAsJsonAsync("/_control/faults", new { name = "sunshine" }, TestContext.Current.CancellationToken);
        var document = await control.PostAsJsonAsync("/_control/catalogue", new[] { new { document_source = "acte" } }, TestContext.Current.CancellationToken);

        fault.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        document.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await document.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("document_number");
        site.Faults.On().ShouldBeEmpty();
        site.Catalogue.Documents.Count.ShouldBe(2);
    }

    private Task BuyAsync() => visitor.SearchActeAsync("Montréal", "Acte", "25616321");

    private async Task<byte[]> SaveWithAsync(FaultName? fault)
    {
        if (fault is { } name)
        {
            site.Faults.Switch(new Fault(name) { Times = 1 });
        }

        await visitor.GetAsync($"{SitePaths.Save}?noConsl=1");
        return visitor.Bytes;
    }
}
