using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
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
        await using var chromium = NewChromium(site, "wrong", out var options);
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
        await using var chromium = NewChromium(site, Password, out var options);
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
    public async Task Who_may_not_log_in_yet_takes_another_account()
    {
        await using var site = await RegistreSite.StartAsync(new() { Accounts = [new(Code, Password), new("12B3456", Password)] });
        await using var chromium = NewChromium(site, $"{Password},12B3456:{Password}", out var options);
        await using var session = NewSession(chromium, options, "w1");
        await using (await session.EnterAsync(null, CancellationToken.None))
        {
        }

        session.LoggedOut();
        site.Sessions.EndAll();
        await using var tab = await session.EnterAsync(null, CancellationToken.None);

        site.Accounts.All().ShouldAllBe(account => account.Tries == 1);
    }

    /// <summary>Eight documents of two workers, one after the other, and a daemon that starts again between them.</summary>
    private async Task<int> CountTriesAsync(RegistreSite site, string password)
    {
        for (var start = 0; start < 2; start++)
        {
            await using var chromium = NewChromium(site, password, out var options);
            await using var session = NewSession(chromium, options, $"w{start}");
            for (var document = 0; document < 4; document++)
            {
                await Should.ThrowAsync<RegistreFailure>(session.EnterAsync(null, CancellationToken.None));
            }
        }

        return site.Accounts.All().ShouldHaveSingleItem().Tries;
    }

    private Chromium NewChromium(RegistreSite site, string password, out RegistreOptions options)
    {
        AccountList.TryParse($"{Code}:{password}", out var list).ShouldBeTrue();
        options = new() { BaseUrl = site.BaseUrl, Accounts = list, PageTimeout = TimeSpan.FromSeconds(20) };
        return new(options, _downloads.Path, TimeProvider.System, NullLogger.Instance);
    }

    private RegistreSession NewSession(Chromium chromium, RegistreOptions options, string worker) => new(
        worker, chromium, new(options, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance), options, TimeProvider.System, NullLogger.Instance);
}
