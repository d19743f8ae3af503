using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Accounts;

/// <summary>Documents that wait for an account alone come forward when one may be used again; on a real Redis and a real Postgres.</summary>
public sealed class AccountReopeningTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly RegistreOptions _options = Configured("a:1,b:2");
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;
    private RedisGateway _gateway = null!;
    private RedisKeys _keys = null!;
    private JobStore _jobs = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _jobs = new(_functions, TimeProvider.System);
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        _keys = new(options);
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, _keys);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_an_account_comes_forward_once_it_is_released_and_nobody_else_does()
    {
        await RefuseAsync("a", "b");
        var reopening = Reopening(_options);
        await reopening.RunOnceAsync(CancellationToken.None);
        await HandBackAsync("1", FailureOutcome.Of(new RegistreFailure(RegistreFault.NoAccount, "account", "the registry refused a, b") { RetryAfter = TimeSpan.FromMinutes(5), WaitsForAccount = true }, [], TimeSpan.Zero));
        await HandBackAsync("2", FailureOutcome.Of(new RegistreFailure(RegistreFault.SiteClosed, "search", "works"), [], TimeSpan.FromMinutes(15)));
        await HandBackAsync("3", FailureOutcome.Of(new RegistreFailure(RegistreFault.NoRoom, "browser", "no room") { RetryAfter = TimeSpan.FromMinutes(5) }, [], TimeSpan.Zero));

        await reopening.RunOnceAsync(CancellationToken.None);
        (await WaitingAsync()).ShouldBe(["1", "2", "3"]);
        (await new AccountDesk(_options, _gateway, _keys, TimeProvider.System).ReleaseAsync("b", CancellationToken.None)).ShouldBeTrue();
        await reopening.RunOnceAsync(CancellationToken.None);

        (await WaitingAsync()).ShouldBe(["2", "3"]);
        (await _database.ListAsync<string>("select reason from job_events where kind = 'reopened'")).ShouldBe(["an account of the registry may be used again"]);
    }

    [Fact]
    public async Task A_daemon_that_starts_with_a_corrected_password_brings_them_forward()
    {
        await RefuseAsync("a", "b");
        await HandBackAsync("1", FailureOutcome.Of(new RegistreFailure(RegistreFault.NoAccount, "account", "the registry refused a, b") { RetryAfter = TimeSpan.FromMinutes(5), WaitsForAccount = true }, [], TimeSpan.Zero));

        await Reopening(_options).RunOnceAsync(CancellationToken.None);
        (await WaitingAsync()).ShouldBe(["1"]);
        await Reopening(Configured("a:1,b:corrected")).RunOnceAsync(CancellationToken.None);

        (await WaitingAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_environment_that_is_away_is_told_later_and_the_others_once()
    {
        await using var away = new AnsweringFunctions((_, _) => throw new DatabaseException(DatabaseFailure.Unavailable, "away")) { Environment = TargetEnvironment.Prod };
        var reopening = new AccountReopening(
            _options, _gateway, _keys, new([_functions, away]), Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<AccountReopening>.Instance);
        await reopening.RunOnceAsync(CancellationToken.None);

        await HandBackAsync("1", FailureOutcome.Of(new RegistreFailure(RegistreFault.NoAccount, "account", "the registry refused c") { RetryAfter = TimeSpan.FromMinutes(5), WaitsForAccount = true }, [], TimeSpan.Zero));
        await HandBackAsync("2", FailureOutcome.Of(new RegistreFailure(RegistreFault.NoAccount, "login", "the account has another session") { RetryAfter = TimeSpan.FromMinutes(5) }, [], TimeSpan.Zero));
        await reopening.RunOnceAsync(CancellationToken.None);
        await reopening.RunOnceAsync(CancellationToken.None);

        (await WaitingAsync()).ShouldBe(["1", "2"], "no account is news");
        away.Calls.ShouldBe(3);
    }

    private static RegistreOptions Configured(string accounts)
    {
        AccountList.TryParse(accounts, out var list).ShouldBeTrue();
        return new() { Accounts = list };
    }

    private AccountReopening Reopening(RegistreOptions options) =>
        new(options, _gateway, _keys, new([_functions]), Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<AccountReopening>.Instance);

    private async Task RefuseAsync(params string[] codes)
    {
        var leases = new AccountLeases(_options, _gateway, _keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
        foreach (var account in _options.ReadAccounts().Where(account => codes.Contains(account.Code)))
        {
            await leases.RefuseAsync(account, "locked", CancellationToken.None);
        }
    }

    private async Task HandBackAsync(string number, JobOutcome outcome)
    {
        await _jobs.EnqueueAsync([new(DocumentSource.Acte, number, "Montréal", ActeType: "Acte")], CancellationToken.None);
        var request = new ClaimRequest(Guid.NewGuid(), 60, "here", [new(JobStage.Download, null, ["registre-1"])]);
        var claimed = (await _jobs.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem();
        await _jobs.HandBackAsync(claimed.Claim, outcome.ShouldBeOfType<JobOutcome.HandedBack>(), freeHandBacks: 9, CancellationToken.None);
    }

    private Task<IReadOnlyList<string>> WaitingAsync() => _database.ListAsync<string>("select document_number from extraction_queue where available_at > workers_internal.clock() order by 1");
}
