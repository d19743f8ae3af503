using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.OtherRegistre;
using Xunit;

namespace Workers.Simulators;

public sealed class OtherSiteFaultTests
{
    private const string IndexForm = "Script/13_01_11/pf_13_01_11_02_indx_immbl.asp";
    private const string PlanForm = "Script/13_01_11/pf_13_01_11_10_plan_cadst.asp";

    private readonly FakeTimeProvider _time = new(new(2026, 3, 5, 15, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(nameof(OtherFault.CloseBefore), 0)]
    [InlineData(nameof(OtherFault.Status500), 0)]
    [InlineData(nameof(OtherFault.Status503), 0)]
    [InlineData(nameof(OtherFault.Logout), 0)]
    [InlineData(nameof(OtherFault.Closed), 0)]
    [InlineData(nameof(OtherFault.CloseAfter), 1)]
    [InlineData(nameof(OtherFault.Status500After), 1)]
    [InlineData(nameof(OtherFault.EmptyBody), 1)]
    [InlineData(nameof(OtherFault.NoContent), 1)]
    public async Task A_fault_at_Confirmer_bills_as_it_says(string fault, int billed)
    {
        await using var site = await OtherSite.StartAsync(time: _time);
        using var visitor = new OtherVisitor(site, _time);
        var confirmation = await AskAsync(site, visitor);
        site.Arm(Enum.Parse<OtherFault>(fault), OtherStep.Confirm);

        await Record.ExceptionAsync(() => visitor.FetchAsync(confirmation));

        site.Bill.Count.ShouldBe(billed);
        site.FaultsLeft.ShouldBe(0);
    }

    [Theory]
    [InlineData(nameof(OtherFault.HtmlAsPdf))]
    [InlineData(nameof(OtherFault.ShortBody))]
    [InlineData(nameof(OtherFault.GarbageAfterEof))]
    [InlineData(nameof(OtherFault.HtmlAfterEof))]
    [InlineData(nameof(OtherFault.EmptyBody))]
    public async Task A_spoilt_document_is_good_when_it_is_fetched_again(string fault)
    {
        await using var site = await OtherSite.StartAsync(time: _time);
        using var visitor = new OtherVisitor(site, _time);
        var confirmation = await AskAsync(site, visitor);
        site.Arm(Enum.Parse<OtherFault>(fault), OtherStep.Pdf);

        var spoilt = await visitor.FetchAsync(confirmation);
        var good = await visitor.GetAsync(spoilt.Address.AbsoluteUri);

        spoilt.Bytes.Length.ShouldNotBe(good.Bytes.Length);
        good.IsPdf.ShouldBeTrue();
        site.Bill.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_closed_at_the_redirect_has_billed_where_the_redirect_bills()
    {
        await using var site = await OtherSite.StartAsync(new() { Billing = Billing.Redirect }, time: _time);
        using var visitor = new OtherVisitor(site, _time);
        var confirmation = await AskAsync(site, visitor);
        site.Arm(OtherFault.CloseAfter, OtherStep.Redirect);

        await Record.ExceptionAsync(() => visitor.FetchAsync(confirmation));

        site.Bill.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_fetch_bills_again_where_each_time_bills()
    {
        await using var site = await OtherSite.StartAsync(new() { Billing = Billing.PdfFetched, Rebilling = Rebilling.EachTime }, time: _time);
        using var visitor = new OtherVisitor(site, _time);
        var pdf = await visitor.FetchAsync(await AskAsync(site, visitor));

        await visitor.GetAsync(pdf.Address.AbsoluteUri);

        site.Bill.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(nameof(SecondLogin.EndsFirst), true, 1)]
    [InlineData(nameof(SecondLogin.Refused), false, 0)]
    [InlineData(nameof(SecondLogin.Asks), false, 0)]
    [InlineData(nameof(SecondLogin.Tolerated), true, 0)]
    public async Task A_second_login_does_as_the_shape_says(string second, bool accepted, int ended)
    {
        await using var site = await OtherSite.StartAsync(new() { SecondLogin = Enum.Parse<SecondLogin>(second) }, time: _time);
        using var first = new OtherVisitor(site, _time);
        using var other = new OtherVisitor(site, _time);
        await first.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);

        await other.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);

        site.Logins[1].ShouldSatisfyAllConditions(login => login.Accepted.ShouldBe(accepted), login => login.SessionsEnded.ShouldBe(ended));
    }

    [Fact]
    public async Task A_third_wrong_password_locks_the_account()
    {
        await using var site = await OtherSite.StartAsync(time: _time);
        using var visitor = new OtherVisitor(site, _time);
        for (var i = 0; i < 3; i++)
            await visitor.LogInAsync(OtherSite.Notary.Code, "faux");

        (await visitor.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password)).Text.ShouldContain("bloqué");

        site.Logins.ShouldAllBe(login => !login.Accepted);
    }

    [Fact]
    public async Task The_daily_limit_refuses_without_a_charge_until_the_next_day()
    {
        await using var site = await OtherSite.StartAsync(accounts: [OtherSite.Notary with { DailyLimit = 1 }], time: _time);
        using var visitor = new OtherVisitor(site, _time);
        await visitor.FetchAsync(await AskAsync(site, visitor));

        (await SearchAsync(visitor)).Text.ShouldContain("nombre maximal");
        site.Bill.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromDays(1));
        await visitor.FetchAsync(await AskAsync(site, visitor));

        site.Bill.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Sainte-Anne-des-Monts", "Acte", "11 917 785", "semblable", "11 917 758")]
    [InlineData("Shefford", "Acte", "120345", "semblable", "BPD.GIF")]
    [InlineData("Chambly", "Acte", "77123", "semblable", "BPD.GIF")]
    [InlineData("Gaspé", "Acte", "53850", "inexistant", "contValErr")]
    public async Task An_acte_that_is_not_plainly_there_is_said_so(string district, string type, string number, string message, string also)
    {
        await using var site = await OtherSite.StartAsync(time: _time);
        using var visitor = new OtherVisitor(site, _time);
        await visitor.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);

        var page = await visitor.SearchActeAsync(district, type, number);

        page.Text.ShouldContain(message);
        page.Text.ShouldContain(also);
        site.Bill.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_inactive_lot_still_has_its_plan()
    {
        await using var site = await OtherSite.StartAsync(time: _time);
        using var visitor = new OtherVisitor(site, _time);
        await visitor.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);

        var choice = await visitor.SearchLotAsync(PlanForm, "Chicoutimi", "Cadastre du Québec", "4012345");
        choice.Text.ShouldContain("est inactif");
        var confirmation = await visitor.SendAsync(OtherVisitor.Forms(choice)[0], "btnSoumt", ("rdSelctDocmn", "0"));

        (await visitor.FetchAsync(confirmation)).IsPdf.ShouldBeTrue();
        site.Bill.ShouldHaveSingleItem().Document.Kind.ShouldBe(DocumentKind.Plan);
    }

    private static async Task<OtherPage> AskAsync(OtherSite site, OtherVisitor visitor)
    {
        await visitor.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);
        site.Logins[^1].Accepted.ShouldBeTrue();
        return await SearchAsync(visitor);
    }

    private static Task<OtherPage> SearchAsync(OtherVisitor visitor) => visitor.SearchLotAsync(IndexForm, "Laval", "Cadastre du Québec", "1 262 877");
}
