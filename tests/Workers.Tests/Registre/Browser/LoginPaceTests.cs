using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.OtherRegistre;
using Simulators.Registre;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>However a site refuses a login, an account is not tried again and again: registries lock accounts.</summary>
[Collection(RegistreCollection.Name)]
public sealed class LoginPaceTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Code = "12A3456";
    private const string Password = "simulateur";

    private readonly TemporaryFolder _downloads = new();
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    public async ValueTask InitializeAsync()
    {
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, _keys);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _downloads.Dispose();
    }

    [Theory]
    [InlineData("Le code d'utilisateur ou le mot de passe est invalide.")]
    [InlineData("")]
    [InlineData("Le service est temporairement indisponible.")]
    [InlineData("Votre session est expirée. Veuillez vous identifier de nouveau.")]
    [InlineData("Une session est déjà ouverte pour ce code d'utilisateur.")]
    [InlineData("Le nombre maximal de consultations permis pour la journée est atteint.")]
    [InlineData("Erreur 4711.")]
    public async Task A_site_that_refuses_in_any_wording_gets_one_login_an_interval(string wording)
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password)], Texts = new() { LoginRefused = wording } });

        (await CountTriesAsync(site, "wrong")).ShouldBe(1);
    }

    [Theory]
    [InlineData("Error500")]
    [InlineData("Error503")]
    [InlineData("ConnectionCut")]
    public async Task A_login_that_is_answered_with_trouble_is_not_sent_again_within_the_interval(string fault)
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password)] });
        site.Faults.Switch(new(Enum.Parse<FaultName>(fault)) { At = Step.Login });

        (await CountTriesAsync(site, Password)).ShouldBe(1);
    }

    [Theory]
    [InlineData("Le service est temporairement indisponible.", false)]
    [InlineData("L'accès par mot de passe est temporairement suspendu. Veuillez réessayer plus tard.", false)]
    [InlineData("Votre session est expirée. Veuillez vous identifier de nouveau.", false)]
    [InlineData("Votre session a pris fin après une période d'inactivité ; entrez votre mot de passe.", false)]
    [InlineData("Une session est déjà ouverte pour ce code d'utilisateur.", false)]
    [InlineData("Le code d'utilisateur ou le mot de passe est invalide.", true)]
    [InlineData("Ce compte est verrouillé.", true)]
    public async Task Only_what_is_said_about_the_account_itself_sets_it_aside(string wording, bool isSetAside)
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password)], Texts = new() { LoginRefused = wording } });
        await using var chromium = NewChromium(site.BaseUrl, $"{Code}:wrong", out var options);
        await using var session = NewSession(chromium, options, "w1");

        await Should.ThrowAsync<RegistreFailure>(session.EnterAsync(null, CancellationToken.None));

        var account = (await new AccountDesk(options, _gateway, _keys, TimeProvider.System).ListAsync(CancellationToken.None)).ShouldHaveSingleItem();
        (account.SetAside?.Said).ShouldBe(isSetAside ? wording : null);
        account.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_not_log_in_yet_is_told_when_and_a_session_that_lasts_is_not_asked()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password)] });
        await using var chromium = NewChromium(site.BaseUrl, $"{Code}:{Password}", out var options);
        await using var session = NewSession(chromium, options, "w1");
        await using (await session.EnterAsync(null, CancellationToken.None))
        {
        }

        await using (await session.EnterAsync(null, CancellationToken.None))
        {
        }

        session.LoggedOut();
        site.Sessions.EndAll();
        var early = await Should.ThrowAsync<RegistreFailure>(session.EnterAsync(null, CancellationToken.None));

        early.Fault.ShouldBe(RegistreFault.NoAccount);
        early.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(10), options.LoginInterval);
        site.Accounts.All().ShouldHaveSingleItem().Tries.ShouldBe(1);
    }

    [Fact]
    public async Task A_browser_that_has_served_its_documents_is_started_anew_and_the_login_stays()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password)] });
        await using var chromium = NewChromium(site.BaseUrl, $"{Code}:{Password}", out var options, documents: 2);
        await using var session = NewSession(chromium, options, "w1");
        List<int> browsers = [];
        for (var document = 0; document < 5; document++)
        {
            await using var tab = await session.EnterAsync(null, CancellationToken.None);
            browsers.Add((await chromium.ProcessesAsync())[0]);
            (await tab.Page.Context.CookiesAsync()).Select(cookie => cookie.Value).ShouldContain(site.Sessions.Live().ShouldHaveSingleItem().Id);
        }

        browsers.Distinct().Count().ShouldBe(3);
        site.Accounts.All().ShouldHaveSingleItem().Tries.ShouldBe(1);
    }

    [Theory]
    [InlineData(199, 899, false)]
    [InlineData(200, 0, true)]
    [InlineData(0, 901, true)]
    public void A_browser_is_worn_by_documents_or_by_memory(int documents, long megabytes, bool isWorn) =>
        (BrowserWear.Of(documents, megabytes * 1024 * 1024, new()) is not null).ShouldBe(isWorn);

    [Fact]
    public async Task Who_may_not_log_in_yet_takes_another_account()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password), new("12B3456", Password)] });
        await using var chromium = NewChromium(site.BaseUrl, $"{Code}:{Password},12B3456:{Password}", out var options);
        await using var session = NewSession(chromium, options, "w1");
        await using (await session.EnterAsync(null, CancellationToken.None))
        {
        }

        session.LoggedOut();
        site.Sessions.EndAll();
        await using var tab = await session.EnterAsync(null, CancellationToken.None);

        site.Accounts.All().ShouldAllBe(account => account.Tries == 1);
    }

    public static TheoryData<string, string> OtherWordings => new(
        from form in Enum.GetNames<MessageForm>()
        from refusal in Enum.GetNames<Refusal>()
        where form == nameof(MessageForm.ContValErr) || refusal == nameof(Refusal.Invalid)
        select (form, refusal));

    [Theory]
    [MemberData(nameof(OtherWordings))]
    public async Task A_strangers_site_that_refuses_in_any_form_gets_one_login_an_interval(string form, string refusal)
    {
        await using var site = await OtherSite.StartAsync(new OtherShape { MessageForm = Enum.Parse<MessageForm>(form), Refusal = Enum.Parse<Refusal>(refusal) });

        await RefuseAllAsync(new Uri(site.Address, "/Sirf/"), $"{OtherSite.Notary.Code}:wrong");

        site.Requests.Count(request => request.Step is OtherStep.LoginPost).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(OtherForms))]
    public async Task A_strangers_site_that_is_temporarily_away_sets_nobody_aside_in_whatever_form_it_says_so(string form)
    {
        await using var site = await OtherSite.StartAsync(new OtherShape { MessageForm = Enum.Parse<MessageForm>(form) });
        site.LoginUnavailable = true;
        await using var chromium = NewChromium(new Uri(site.Address, "/Sirf/"), $"{OtherSite.Notary.Code}:{OtherSite.Notary.Password}", out var options);
        await using var session = NewSession(chromium, options, "w1");

        await Should.ThrowAsync<RegistreFailure>(session.EnterAsync(null, CancellationToken.None));

        (await new AccountDesk(options, _gateway, _keys, TimeProvider.System).ListAsync(CancellationToken.None)).ShouldHaveSingleItem().SetAside.ShouldBeNull();
        site.LoginUnavailable = false;
        await using var tab = await session.EnterAsync(null, CancellationToken.None);
    }

    public static TheoryData<string> OtherForms => [.. Enum.GetNames<MessageForm>()];

    /// <summary>Eight documents of two workers, one after the other, and a daemon that starts again between them.</summary>
    private async Task<int> CountTriesAsync(RegistreSite site, string password)
    {
        await RefuseAllAsync(site.BaseUrl, $"{Code}:{password}");
        return site.Accounts.All().ShouldHaveSingleItem().Tries;
    }

    private async Task RefuseAllAsync(Uri site, string accounts)
    {
        for (var start = 0; start < 2; start++)
        {
            await using var chromium = NewChromium(site, accounts, out var options);
            await using var session = NewSession(chromium, options, $"w{start}");
            for (var document = 0; document < 4; document++)
            {
                await Should.ThrowAsync<RegistreFailure>(session.EnterAsync(null, CancellationToken.None));
            }
        }
    }

    private Chromium NewChromium(Uri site, string accounts, out RegistreOptions options, int documents = 200)
    {
        AccountList.TryParse(accounts, out var list).ShouldBeTrue();
        options = new() { BaseUrl = site, Accounts = list, PageTimeout = TimeSpan.FromSeconds(20), BrowserDocuments = documents };
        return new(options, _downloads.Path, TimeProvider.System, NullLogger.Instance);
    }

    private RegistreSession NewSession(Chromium chromium, RegistreOptions options, string worker) => new(
        worker, chromium, new(options, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance), options, TimeProvider.System, NullLogger.Instance);
}
