using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Registre;
using Workers.Hosting;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator looks at the registry's accounts, on a real Redis and a simulated registry.</summary>
[Collection(RegistreCollection.Name)]
public sealed class AccountsCommandTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Good = "12A3456";
    private const string Bad = "12B3456";
    private const string Refusal = "Le code d'utilisateur ou le mot de passe est invalide.";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];
    private RegistreSite _site = null!;
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await RegistreSite.StartAsync(new() { Accounts = [new(Good, "simulateur"), new(Bad, "another")] });
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, _keys);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"REDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={options.KeyPrefix}\nREGISTRE_BASE_URL={_site.BaseUrl}\nREGISTRE_ACCOUNTS={Good}:simulateur,{Bad}:mistyped\n");
    }

    public async ValueTask DisposeAsync()
    {
        _told.ShouldAllBe(text => !text.Contains("simulateur") && !text.Contains("mistyped"));
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_account_that_works_is_logged_in_and_out_at_no_cost_and_is_left_alone_for_a_while()
    {
        var check = await RunAsync("check", Good);
        var list = await RunAsync("list");

        check.ExitCode.ShouldBe(ExitCode.Success, check.Error);
        check.Output.ShouldStartWith($"{Good}: logged in and out. The registry showed: ");
        _site.Sessions.Live().ShouldBeEmpty();
        _site.Bill.All().ShouldBeEmpty();
        list.Output.ShouldMatch($@"{Good}\s+cools down\s+20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ\s+1\s+0\n");
        list.Output.ShouldMatch($@"{Bad}\s+free\s+0\s+0\n");
    }

    [Fact]
    public async Task An_account_that_the_registry_refuses_is_set_aside_with_the_reason_and_the_time_until_it_is_released()
    {
        var check = await RunAsync("check", Bad);
        var list = await RunAsync("list");
        var json = await RunAsync("list", "--json");

        check.ExitCode.ShouldBe(ExitCode.Data, check.Error);
        check.Output.ShouldBe($"{Bad}: refused, and set aside. The registry showed: {Refusal}\n");
        list.Output.ShouldMatch($@"{Bad}\s+set aside");
        list.Output.ShouldMatch($@"! {Bad} is set aside since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ: '{Refusal}'. Correct its password");
        json.Output.ShouldContain("\"since\": \"20");

        var again = await RunAsync("check", Bad);
        (again.ExitCode, again.Error).ShouldBe((
            ExitCode.Data,
            $"The registry refused {Bad} with this very password ('{Refusal}'); more such logins may lock it. Correct its password in REGISTRE_ACCOUNTS and start the daemon again, or end it with 'accounts release {Bad}'. Where the registry was at fault, or opened it, check it --again.\n"));

        (await RunAsync("release", Bad)).Output.ShouldBe($"{Bad}: is given out again\n");
        (await RunAsync("release", Bad)).Output.ShouldBe($"{Bad}: was not set aside\n");
        (await RunAsync("list")).Output.ShouldMatch($@"{Bad}\s+cools down");
    }

    [Fact]
    public async Task An_account_that_the_site_lets_in_again_is_set_aside_no_more()
    {
        AccountList.TryParse($"{Good}:simulateur", out var accounts).ShouldBeTrue();
        var leases = new AccountLeases(new Workers.Registre.RegistreOptions { Accounts = accounts }, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        await leases.RefuseAsync(accounts!.Accounts[0], "locked", CancellationToken.None);
        (await RunAsync("list")).Output.ShouldMatch($@"{Good}\s+set aside");

        var check = await RunAsync("check", Good, "--again");

        check.ExitCode.ShouldBe(ExitCode.Success, check.Output + check.Error);
        (await RunAsync("list")).Output.ShouldNotContain("set aside");
    }

    [Fact]
    public async Task Who_uses_an_account_and_until_when_is_shown()
    {
        AccountList.TryParse($"{Good}:simulateur", out var accounts).ShouldBeTrue();
        var leases = new AccountLeases(new Workers.Registre.RegistreOptions { Accounts = accounts }, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        await using var lease = await leases.AcquireAsync("vm-1-registre-1/secret", null, CancellationToken.None);

        (await RunAsync("list")).Output.ShouldMatch($@"{Good}\s+in use\s+vm-1-registre-1\s+20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ");
    }

    [Theory]
    [InlineData("release")]
    [InlineData("check")]
    public async Task An_account_that_is_not_configured_is_refused_with_those_that_are(string command)
    {
        var refused = await RunAsync(command, "99X9999");

        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Error.ShouldContain($"Account '99X9999' is not configured; configured: {Good}, {Bad}.");
    }

    [Fact]
    public async Task What_a_site_says_is_kept_without_the_password_that_it_repeats()
    {
        AccountList.TryParse($"{Bad}:mistyped", out var accounts).ShouldBeTrue();
        var leases = new AccountLeases(new Workers.Registre.RegistreOptions { Accounts = accounts }, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);

        await leases.RefuseAsync(accounts!.Accounts[0], "Le mot de passe mistyped est invalide.", CancellationToken.None);

        (await RunAsync("list")).Output.ShouldContain("Le mot de passe … est invalide.");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["accounts", .. arguments, "--env-file", _folder.File("env")], output, error);
        _told.AddRange([output.ToString(), error.ToString()]);
        return (exitCode, output.ToString(), error.ToString());
    }
}
