using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Registre;
using Workers.Hosting;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Canary;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator looks whether the registry's site is as it was, on a real Redis and a simulated registry.</summary>
[Collection(RegistreCollection.Name)]
public sealed class CanaryCommandTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private RegistreSite _site = null!;
    private RedisGateway _gateway = null!;
    private CanaryMemory _memory = null!;
    private string _redis = "";

    public async ValueTask InitializeAsync()
    {
        _site = await RegistreSite.StartAsync(new() { Accounts = [new("12A3456", "simulateur"), new("34B5678", "simulateur") { Locked = true }] });
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        var keys = new RedisKeys(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
        _memory = new(_gateway, keys, TimeProvider.System);
        await AccountsInUse.OpenAsync(_gateway, keys);
        _redis = $"REDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={options.KeyPrefix}\nREGISTRE_BASE_URL={_site.BaseUrl}\n";
        await File.WriteAllTextAsync(_folder.File("env"), $"{_redis}REGISTRE_ACCOUNTS=12A3456:simulateur\nREGISTRE_LOGIN_INTERVAL_SECONDS=0\n", _test);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_site_that_differs_is_told_with_the_difference_until_its_shape_is_accepted()
    {
        (await RunAsync()).ShouldSatisfyAllConditions(
            first => first.ExitCode.ShouldBe(ExitCode.Success, first.Error),
            first => first.Output.ShouldMatch("^shape [0-9a-f]{12}\n"),
            first => first.Output.ShouldContain("  login: Login; "),
            first => first.Output.ShouldEndWith("This is the first walk: what it saw is taken as good.\n"));
        (await RunAsync()).ShouldSatisfyAllConditions(
            same => same.ExitCode.ShouldBe(ExitCode.Success, same.Error),
            same => same.Output.ShouldNotContain("differs"),
            same => same.Output.ShouldEndWith("The site is as it was.\n"));

        _site.Faults.Switch(new(FaultName.RenamedForm));
        var differs = await RunAsync();

        differs.ExitCode.ShouldBe(ExitCode.Differs, differs.Error);
        differs.Output.ShouldContain("\ndiffers: search index: select selcircnfoncr is gone\n");
        differs.Output.ShouldEndWith("Buying is parked. Where the program still fits the site, 'canary accept'; else update it.\n");
        (await _memory.ReadFindingAsync(_test)).ShouldNotBeNull().Why.ShouldContain("search index: select selcircnfoncr is gone");

        var accepted = await RunAsync("accept", "--json");

        accepted.ExitCode.ShouldBe(ExitCode.Success, accepted.Error);
        var json = JsonDocument.Parse(accepted.Output).RootElement;
        json.GetProperty("isParked").GetBoolean().ShouldBeFalse();
        json.GetProperty("isFirst").GetBoolean().ShouldBeFalse();
        json.GetProperty("differences").EnumerateArray().ShouldContain(line => line.GetString() == "search index: select selcircnfoncr is gone");
        json.GetProperty("pages").EnumerateArray().ShouldContain(page => page.GetProperty("place").GetString() == "search index");
        (await _memory.ReadFindingAsync(_test)).ShouldBeNull();
        (await _memory.ReadGoodAsync(_test)).ShouldNotBeNull().Hash.ShouldBe(json.GetProperty("hash").GetString());
        _site.Sessions.Live().ShouldBeEmpty();
        _site.Bill.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_walk_that_differs_is_json_too_and_a_closed_site_neither_adds_to_the_finding_nor_ends_it()
    {
        _site.Faults.Switch(new(FaultName.RenamedForm));
        var differs = await RunAsync("--json");

        differs.ExitCode.ShouldBe(ExitCode.Differs, differs.Error);
        var json = JsonDocument.Parse(differs.Output).RootElement;
        (json.GetProperty("isParked").GetBoolean(), json.GetProperty("isFirst").GetBoolean()).ShouldBe((true, true));
        json.GetProperty("differences").EnumerateArray().Select(line => line.GetString()).ShouldContain("search index: the page is taken for Welcome");
        var finding = (await _memory.ReadFindingAsync(_test)).ShouldNotBeNull();

        _site.Faults.Clear();
        _site.Faults.Switch(new(FaultName.Maintenance));
        foreach (var command in new string[][] { [], ["accept"] })
        {
            var closed = await RunAsync(command);
            closed.ExitCode.ShouldBe(ExitCode.Unavailable, closed.Error);
            closed.Error.ShouldStartWith("The site was not walked through: ");
            closed.Output.ShouldBeEmpty();
        }

        (await _memory.ReadFindingAsync(_test)).ShouldBe(finding);
        (await _memory.ReadGoodAsync(_test)).ShouldBeNull();
    }

    [Fact]
    public async Task Where_one_account_is_locked_another_one_walks()
    {
        await File.WriteAllTextAsync(_folder.File("env"), $"{_redis}REGISTRE_ACCOUNTS=34B5678:simulateur,12A3456:simulateur\nREGISTRE_LOGIN_INTERVAL_SECONDS=0\n", _test);

        var walked = await RunAsync();

        walked.ExitCode.ShouldBe(ExitCode.Success, walked.Error);
        walked.Output.ShouldEndWith("This is the first walk: what it saw is taken as good.\n");
        walked.Error.ShouldContain("verrouillé");
        walked.Error.ShouldEndWith("it is set aside, and another one walks. 'accounts list' tells which and what to do.\n");
    }

    [Theory]
    [InlineData()]
    [InlineData("accept")]
    public async Task Without_an_account_the_variables_that_are_missing_are_named(params string[] command)
    {
        await File.WriteAllTextAsync(_folder.File("env"), _redis, _test);

        var refused = await RunAsync(command);

        refused.ExitCode.ShouldBe(ExitCode.Configuration);
        refused.Error.ShouldBe("No registry account is configured: set REGISTRE_ACCOUNTS or REGISTRE_ACCOUNTS_FILE.\n");
        refused.Output.ShouldBeEmpty();
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["canary", .. arguments, "--env-file", _folder.File("env")], output, error);
        $"{output}{error}".ShouldNotContain("simulateur");
        return (exitCode, output.ToString(), error.ToString());
    }
}
