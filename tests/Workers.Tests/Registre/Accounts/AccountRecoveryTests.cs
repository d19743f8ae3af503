using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Accounts;

/// <summary>Accounts when Redis forgot what it promised, or its clock went back.</summary>
public sealed class AccountRecoveryTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly RegistreAccount Account = new("a", "1");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
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

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Redis_that_may_have_forgotten_who_has_an_account_gives_it_to_nobody_before_its_holder_registered_again(bool hasLostAll)
    {
        var leases = Leases();
        await leases.AcquireAsync("w1", null, CancellationToken.None);
        await _gateway.DeleteAsync(_keys.AccountLeases, CancellationToken.None);
        await (hasLostAll ? _gateway.DeleteAsync(_keys.AccountState, CancellationToken.None) : SetAsync(_keys.AccountState, "run", "another"));

        var other = leases.AcquireAsync("w2", null, CancellationToken.None);
        (await leases.RenewAsync("w1", "a", CancellationToken.None)).IsHeld.ShouldBeTrue();
        (await leases.RenewAsync("w3", "a", CancellationToken.None)).IsHeld.ShouldBeFalse();
        other.IsCompleted.ShouldBeFalse();
        await AccountsInUse.OpenAsync(_gateway, _keys);
        while (!other.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await Should.ThrowAsync<RegistreFailure>(other)).Fault.ShouldBe(RegistreFault.NoAccount);
        (await leases.RenewAsync("w1", "a", CancellationToken.None)).IsHeld.ShouldBeTrue();
    }

    [Fact]
    public async Task A_first_lease_is_given_after_the_time_in_which_holders_would_have_registered()
    {
        await _gateway.DeleteAsync(_keys.AccountState, CancellationToken.None);

        var first = Leases(TimeProvider.System).AcquireAsync("w1", null, CancellationToken.None);
        first.IsCompleted.ShouldBeFalse();
        await using var lease = await first.WaitAsync(Bound);

        lease.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public async Task The_first_daemon_that_ever_was_gives_accounts_at_once_unless_Redis_knows_something_of_them()
    {
        await _gateway.DeleteAsync(_keys.AccountState, CancellationToken.None);
        var leases = Leases();

        await leases.OpenAsync(CancellationToken.None);
        (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldBeNull();
        await using (await leases.AcquireAsync("w1", null, CancellationToken.None).WaitAsync(Bound))
        {
        }

        await _gateway.DeleteAsync(_keys.AccountState, CancellationToken.None);
        await SetAsync(_keys.AccountsRefused, "b", "another");
        await leases.OpenAsync(CancellationToken.None);
        (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldNotBeNull().ShouldContain("may have forgotten");

        // All that is left tells that something was bought yesterday: somebody may hold an account.
        foreach (var key in new[] { _keys.AccountState, _keys.AccountLeases, _keys.AccountsUsed, _keys.AccountsWanted, _keys.AccountsRefused, _keys.AccountLogins })
        {
            await _gateway.DeleteAsync(key, CancellationToken.None);
        }

        await _gateway.ExecuteAsync("SADD", [(StackExchange.Redis.RedisKey)_keys.AccountSpent("a", DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), "a consultation"], CancellationToken.None);
        await leases.OpenAsync(CancellationToken.None);
        (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldNotBeNull().ShouldContain("may have forgotten");
    }

    [Fact]
    public async Task Once_its_time_is_over_a_holder_that_Redis_forgot_has_its_account_no_more()
    {
        var leases = Leases();
        await leases.AcquireAsync("w1", null, CancellationToken.None);
        await _gateway.DeleteAsync(_keys.AccountLeases, CancellationToken.None);

        (await leases.RenewAsync("w1", "a", CancellationToken.None)).IsHeld.ShouldBeFalse();
    }

    [Fact]
    public async Task A_clock_that_went_back_makes_no_dead_lease_longer_than_a_lease_and_no_wait_longer_than_a_pause()
    {
        var ahead = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        await SetAsync(_keys.AccountLeases, "a", $"dead {ahead}");
        await SetAsync(_keys.AccountsWanted, "a", $"{ahead}");
        await SetAsync(_keys.AccountsUsed, "a", $"{ahead}");
        var leases = Leases(TimeProvider.System, TimeSpan.FromMilliseconds(200));

        var busy = await Should.ThrowAsync<RegistreFailure>(leases.AcquireAsync("w1", null, CancellationToken.None));
        busy.RetryAfter.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(AccountLeases.Lease);
        await leases.SpendAsync(Account, Guid.NewGuid(), CancellationToken.None).WaitAsync(Bound);

        var later = await Should.ThrowAsync<RegistreFailure>(leases.AcquireAsync("w1", null, CancellationToken.None));
        later.RetryAfter.ShouldNotBeNull().ShouldBeLessThan(busy.RetryAfter.Value, "the wait runs down");
    }

    [Fact]
    public async Task A_day_that_Redis_forgot_counts_what_the_ledgers_know()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var ledger = new AnsweringFunctions($$"""{"ids": ["{{first}}", "{{second}}"]}""");
        var leases = Leases(paid: ledger);

        (await Should.ThrowAsync<RegistreFailure>(leases.SpendAsync(Account, Guid.NewGuid(), CancellationToken.None))).Fault.ShouldBe(RegistreFault.DailyCap);
        await leases.SpendAsync(Account, second, CancellationToken.None);

        ledger.Calls.ShouldBe(1, "what they know is asked once a day");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Redis_that_may_have_forgotten_a_login_counts_it_as_just_then(bool hasLostAll)
    {
        var leases = Leases(login: TimeSpan.FromMinutes(1));
        await leases.AcquireAsync("w1", null, CancellationToken.None);
        await _gateway.DeleteAsync(_keys.AccountLogins, CancellationToken.None);
        await (hasLostAll ? _gateway.DeleteAsync(_keys.AccountState, CancellationToken.None) : SetAsync(_keys.AccountState, "run", "another"));

        (await leases.RenewAsync("w1", "a", CancellationToken.None)).IsHeld.ShouldBeTrue();
        var early = await Should.ThrowAsync<RegistreFailure>(leases.WaitToLogInAsync("w1", Account, CancellationToken.None));

        early.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task A_lease_ends_as_long_after_it_was_asked_for_however_late_the_answer_came()
    {
        var leases = Leases();
        var sent = _clock.GetTimestamp();
        _clock.Advance(AccountLeases.Lease - TimeSpan.FromSeconds(1));
        await using var lease = new AccountLease(leases, "w1", Account, sent, _clock, NullLogger.Instance);

        lease.IsHeld.ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1));
        lease.IsHeld.ShouldBeFalse();
    }

    private Task SetAsync(string key, string field, string value) => _gateway.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)key, field, value], CancellationToken.None);

    private AccountLeases Leases(TimeProvider? clock = null, TimeSpan delay = default, IDatabaseFunctions? paid = null, TimeSpan login = default)
    {
        AccountList.TryParse("a:1", out var list).ShouldBeTrue();
        var options = new RegistreOptions { Accounts = list, DailyBudget = 2, MinDelay = delay, LoginInterval = login };
        return new(options, _gateway, _keys, new(new(paid is null ? [] : [paid])), clock ?? _clock, NullLogger<AccountLeases>.Instance);
    }
}
