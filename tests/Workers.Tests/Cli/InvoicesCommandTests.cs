using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Database;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Invoices;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator compares what the registry billed with the ledger, on real Postgres and Redis and a simulated registry.</summary>
[Collection(RegistreCollection.Name)]
public sealed class InvoicesCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Account = "12A3456";
    private const string Locked = "34B5678";

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private RegistreSite _site = null!;
    private QueueDatabase _database = null!;
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await RegistreSite.StartAsync(new() { Accounts = [new(Account, "simulateur"), new(Locked, "simulateur") { Locked = true }] });
        _database = await QueueDatabase.CreateAsync(postgres);
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
        await AccountsInUse.OpenAsync(_gateway, _keys);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={options.KeyPrefix}\n"
            + $"REGISTRE_BASE_URL={_site.BaseUrl}\nREGISTRE_ACCOUNTS={Account}:simulateur\nREGISTRE_LOGIN_INTERVAL_SECONDS=0\n",
            _test);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_billed_twice_is_shown_kept_and_told_by_status_until_it_is_explained()
    {
        await BuyAsync("10000501");
        (await RunAsync("invoices", "reconcile")).ShouldSatisfyAllConditions(
            right => right.ExitCode.ShouldBe(ExitCode.Success, right.Error),
            right => right.Output.ShouldEndWith("1 billed and known, 0 too young, 0 differ, 0.00 CAD unexplained\n"),
            right => right.Error.ShouldBe($"reading the invoices of {Account}\n"));
        Charge("10000501");

        var twice = await RunAsync("invoices", "reconcile", "--account", Account, "--days", "3");
        var list = await RunAsync("invoices", "list");

        twice.ExitCode.ShouldBe(ExitCode.Differs, twice.Error);
        twice.Output.ShouldMatch(@"20\d\d-\d\d-\d\d\s+billed and unknown\s+1\.50\s+.*10 000 501");
        twice.Output.ShouldEndWith("1 billed and known, 0 too young, 1 differ, 1.50 CAD unexplained\n");
        list.ExitCode.ShouldBe(ExitCode.Differs);
        list.Output.ShouldMatch($@"DEV\s+{Account}\s+20\d\d-\d\d-\d\d\s+billed and unknown\s+1\.50");
        (await RunAsync("invoices", "list", "--json")).Output.ShouldContain("\"unexplainedCad\": 1.5");
        (await RunAsync("status")).Output.ShouldContain("! Dev: 1 invoices of the registry and the ledger differ, 1.50 CAD unexplained; see 'invoices list'.\n");

        await BuyAsync("10000501", isBilled: false);
        (await RunAsync("invoices", "reconcile")).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("invoices", "list")).ShouldSatisfyAllConditions(none => none.ExitCode.ShouldBe(ExitCode.Success), none => none.Output.ShouldEndWith("0 differ, 0.00 CAD unexplained\n"));
        _site.Sessions.Live().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_accounts_the_locked_one_is_told_with_what_to_do_and_the_other_is_compared()
    {
        await AddLockedAsync();
        await BuyAsync("10000501");

        var part = await RunAsync("invoices", "reconcile");

        part.ExitCode.ShouldBe(ExitCode.Unavailable, part.Error);
        part.Output.ShouldEndWith("1 billed and known, 0 too young, 0 differ, 0.00 CAD unexplained\n");
        part.Error.ShouldContain($"The invoices of {Locked} were not read: the registry refused it ('");
        part.Error.ShouldEndWith($"The registry locked it, and no other password opens it: call them, then 'accounts release {Locked}'.\n");
        part.Error.ShouldNotContain("ask again later");

        var adopted = await RunAsync("invoices", "adopt");
        adopted.ExitCode.ShouldBe(ExitCode.Unavailable, adopted.Error);
        adopted.Output.ShouldEndWith("0 would be adopted, 0 not, 0 billed and nobody's.\n");
        adopted.Error.ShouldContain($"call them, then 'accounts release {Locked}'.");
        (await RunAsync("invoices", "reconcile", "--account", Account)).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task A_bill_that_shows_nothing_is_no_proof_of_what_was_bought_an_hour_ago()
    {
        (await RunAsync("invoices", "reconcile")).ShouldSatisfyAllConditions(
            none => none.ExitCode.ShouldBe(ExitCode.Success, none.Error), none => none.Output.ShouldContain($"{Account}: no invoice, and nothing bought"));
        await BuyAsync("10000501", isBilled: false);
        await _database.ExecuteAsync("update registre_consultations set submitting_at = now()");

        var untold = await RunAsync("invoices", "reconcile");

        untold.ExitCode.ShouldBe(ExitCode.Unavailable, untold.Error);
        untold.Output.ShouldContain($"{Account}: nothing was compared, the registry shows no invoice of the days that are judged; 1 too young, compare again in an hour");
        untold.Output.ShouldNotContain("since");
    }

    [Fact]
    public async Task Of_two_programs_with_other_databases_each_knows_what_the_other_bought_and_one_keeps_what_nobody_did()
    {
        var text = await File.ReadAllTextAsync(_folder.File("env"), _test);
        await using var other = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(_folder.File("other"), text.Replace($"DEV_SUPABASE_DB_URL='{_database.Url}'", $"STAGING_SUPABASE_DB_URL='{other.Url}'", StringComparison.Ordinal).Replace("DEV_DOC", "STAGING_DOC", StringComparison.Ordinal), _test);
        foreach (var (database, environment, number) in new[] { (_database, "DEV", "10000501"), (other, "STAGING", "10000502") })
        {
            Charge(number, daysAgo: 3);
            await InsertAsync(database, environment, number, daysAgo: 3);
        }

        Charge("10000503", daysAgo: 3);
        (await RunAsync("invoices", "reconcile")).Output.ShouldEndWith("1 billed and known, 0 too young, 2 differ, 3.00 CAD unexplained\n", Case.Sensitive, "the other program has said nothing yet");

        (await RunOtherAsync("invoices", "reconcile")).Output.ShouldEndWith("2 billed and known, 0 too young, 1 differ, 1.50 CAD unexplained\n");
        (await RunOtherAsync("invoices", "list")).Output.ShouldEndWith("0 differ, 0.00 CAD unexplained\n", Case.Sensitive, "it is told where it is kept");
        (await RunAsync("invoices", "reconcile")).Output.ShouldEndWith("2 billed and known, 0 too young, 1 differ, 1.50 CAD unexplained\n");
        (await RunAsync("invoices", "list")).Output.ShouldEndWith("1 differ, 1.50 CAD unexplained\n");

        // What is billed on the other program's last day is its matter to know first.
        Charge("10000504", daysAgo: 0);
        (await RunAsync("invoices", "reconcile")).Output.ShouldEndWith("2 billed and known, 1 too young, 1 differ, 1.50 CAD unexplained\n");

        await InsertAsync(other, "STAGING", "10000503", daysAgo: 3);
        (await RunOtherAsync("invoices", "reconcile")).Output.ShouldEndWith("3 billed and known, 1 too young, 0 differ, 0.00 CAD unexplained\n");
        await RunAsync("invoices", "reconcile");
        (await RunAsync("invoices", "list")).Output.ShouldEndWith("0 differ, 0.00 CAD unexplained\n");
        (await _gateway.HashGetAllAsync(_keys.InvoiceLines(Account), _test)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_given_back_is_kept_as_such()
    {
        await using var functions = _database.OpenFunctions();
        DateOnly day = new(2026, 5, 4);
        await new InvoiceLedger(functions).WriteAsync(Account, day, 0, 0, [new(DifferenceKind.Credit, "a#1", day, "a", null, -1.50m)], _test);

        (await RunAsync("invoices", "list")).Output.ShouldMatch(@"2026-05-04\s+given back\s+-1\.50");
    }

    [Fact]
    public async Task Of_two_daemons_one_compares_an_account_on_a_day_and_one_whose_site_is_closed_is_tried_again()
    {
        await BuyAsync("10000502");
        _site.Faults.Switch(new(FaultName.Maintenance));
        await using var functions = _database.OpenFunctions();
        await Task.WhenAll(Loop(functions).RunOnceAsync(_test), Loop(functions).RunOnceAsync(_test));
        (await new InvoiceLedger(functions).ReadOpenAsync(_test)).Runs.ShouldBeEmpty();

        _site.Faults.Clear();
        await Loop(functions).RunOnceAsync(_test);
        (await new InvoiceLedger(functions).ReadOpenAsync(_test)).Runs.ShouldBeEmpty("not before a while");
        await _gateway.DeleteAsync(_keys.InvoicesReconciled(Account, [TargetEnvironment.Dev], $"{QuebecTime.Of(TimeProvider.System.GetUtcNow()):yyyy-MM-dd}"), _test);
        await Task.WhenAll(Loop(functions).RunOnceAsync(_test), Loop(functions).RunOnceAsync(_test));

        (await new InvoiceLedger(functions).ReadOpenAsync(_test)).Runs.ShouldHaveSingleItem().Known.ShouldBe(1);
        (await _gateway.HashGetAllAsync(_keys.AccountLogins, _test))[Account].ShouldEndWith(" 1");
    }

    [Theory]
    [InlineData("--account", "99X9999", ExitCode.Data, "Account '99X9999' is not configured; configured: 12A3456.")]
    [InlineData("--days", "0", ExitCode.Usage, "--days: found '0'; allowed: 1 to 1000.")]
    public async Task What_cannot_be_compared_is_said(string option, string value, int exitCode, string said)
    {
        var refused = await RunAsync("invoices", "reconcile", option, value);

        refused.ExitCode.ShouldBe(exitCode);
        refused.Error.ShouldContain(said);
    }

    private ReconciliationLoop Loop(IDatabaseFunctions functions)
    {
        var hour = new TimeOnly(TimeOnly.FromDateTime(QuebecTime.Of(TimeProvider.System.GetUtcNow())).Hour, 0);
        AccountList.TryParse($"{Account}:simulateur", out var accounts).ShouldBeTrue();
        var options = new Workers.Registre.RegistreOptions { Accounts = accounts, BaseUrl = _site.BaseUrl, ReconcileAt = new(hour), LoginInterval = TimeSpan.Zero };
        var leases = new AccountLeases(options, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        var walk = new InvoiceWalk(options, leases, TimeProvider.System, NullLogger<InvoiceWalk>.Instance);
        return new(options, walk, new([functions]), _gateway, _keys, Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ReconciliationLoop>.Instance);
    }

    private async Task AddLockedAsync()
    {
        var text = await File.ReadAllTextAsync(_folder.File("env"), _test);
        await File.WriteAllTextAsync(_folder.File("env"), text.Replace($"REGISTRE_ACCOUNTS={Account}:simulateur", $"REGISTRE_ACCOUNTS={Locked}:simulateur,{Account}:simulateur", StringComparison.Ordinal), _test);
    }

    private async Task BuyAsync(string number, bool isBilled = true)
    {
        if (isBilled)
        {
            Charge(number);
        }

        await InsertAsync(_database, "DEV", number, daysAgo: 0);
    }

    private static Task InsertAsync(QueueDatabase database, string environment, string number, int daysAgo) => database.ExecuteAsync($"""
        insert into registre_consultations (environment, job_id, account, document_source, document_number, circonscription, acte_type, state, price_cad, submitting_at, claim_token)
        values ('{environment}', gen_random_uuid(), '{Account}', 'acte', '{number}', 'montreal', 'acte', 'stored', 1.50, now() - interval '{daysAgo} days', 1)
        """);

    private void Charge(string number, int daysAgo = 0) => _site.Bill.Charge(
        Account, new() { Source = PaperKind.Acte, Number = number, Circonscription = "Montréal", ActeType = "Acte" }, 1.50m, DateTimeOffset.UtcNow.AddDays(-daysAgo), dailyCap: 0).ShouldNotBeNull();

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync("env", arguments);

    private Task<(int ExitCode, string Output, string Error)> RunOtherAsync(params string[] arguments) => RunWithAsync("other", arguments);

    private async Task<(int ExitCode, string Output, string Error)> RunWithAsync(string file, string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File(file)], output, error);
        $"{output}{error}".ShouldNotContain("simulateur");
        return (exitCode, output.ToString(), error.ToString());
    }
}
