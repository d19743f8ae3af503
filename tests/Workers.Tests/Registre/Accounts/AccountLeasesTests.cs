using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Redis;
using Workers.Steering;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Accounts;

public sealed class AccountLeasesTests(RedisFixture redis) : IAsyncLifetime
{
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

    [Fact]
    public async Task One_session_an_account_and_a_third_worker_waits()
    {
        var leases = Leases("a:1,b:2");
        await using var first = await AcquireAsync(leases, "w1");
        await using var second = await AcquireAsync(leases, "w2");

        new[] { first.Account.Code, second.Account.Code }.ShouldBe(["a", "b"], ignoreOrder: true);
        var refused = await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w3"));
        refused.Fault.ShouldBe(RegistreFault.NoAccount);
        refused.RetryAfter.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(AccountLeases.Lease);
    }

    [Fact]
    public async Task A_paused_account_is_given_to_nobody_and_who_has_it_gives_it_back_after_the_document()
    {
        var board = Steer.Board();
        var leases = Leases("a:1,b:2", board: board);
        await using var held = await AcquireAsync(leases, "w1", "a");
        held.IsWanted.ShouldBeFalse();

        var pause = Steer.Pause("account a");
        board.Learn([pause]);
        held.IsWanted.ShouldBeTrue();
        await using var other = await AcquireAsync(leases, "w2");
        other.Account.Code.ShouldBe("b");
        (await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w3", "a"))).Message.ShouldBe($"no registry account may be used: {pause.Describe()}");

        board.Learn([Steer.Lift(pause)]);
        held.IsWanted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_only_looks_takes_no_account_and_learns_why_there_is_none()
    {
        var leases = Leases("a:1");

        (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldBeNull();
        await using (await AcquireAsync(leases, "w2"))
        {
            (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldNotBeNull().ShouldContain("in use (a)");
        }

        (await leases.FindObstacleAsync("w1", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_can_use_any_account_waits_for_one_that_its_holder_gives_up_when_it_is_wanted()
    {
        var leases = Leases("a:1,b:2");
        await using var first = await AcquireAsync(leases, "w1");
        await using var second = await AcquireAsync(leases, "w2");
        await leases.RefuseAsync(first.Account, "no", CancellationToken.None);

        var visitor = leases.AcquireAnyAsync("v", CancellationToken.None);
        while (!visitor.IsCompleted && !(await leases.RenewAsync("w2", second.Account.Code, CancellationToken.None)).IsWanted)
        {
            await Task.Yield();
        }

        await leases.ReleaseAsync("w2", second.Account.Code, CancellationToken.None);
        await using var taken = await visitor;
        taken.Account.Code.ShouldBe(second.Account.Code);
    }

    [Fact]
    public async Task An_account_that_is_given_back_is_free_at_once_and_a_stranger_cannot_give_it_back()
    {
        var leases = Leases("a:1");
        var first = await AcquireAsync(leases, "w1");
        await leases.ReleaseAsync("w2", "a", CancellationToken.None);
        (await leases.RenewAsync("w2", "a", CancellationToken.None)).IsHeld.ShouldBeFalse();
        (await leases.RenewAsync("w1", "a", CancellationToken.None)).ShouldBe((true, false));
        await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w2"));

        await first.DisposeAsync();

        await using var second = await AcquireAsync(leases, "w2");
        second.Account.Code.ShouldBe("a");
    }

    [Fact]
    public async Task Who_needs_a_certain_account_waits_for_it_and_gets_it_before_all_others()
    {
        var leases = Leases("a:1,b:2");
        var first = await AcquireAsync(leases, "w1", "a");
        first.IsWanted.ShouldBeFalse();
        var needed = AcquireAsync(leases, "w2", "a");
        await using var other = await AcquireAsync(leases, "w3");
        other.Account.Code.ShouldBe("b");
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await leases.RenewAsync("w1", "a", bound.Token)).IsWanted)
        {
            await Task.Yield();
        }

        await leases.ReleaseAsync("w1", "a", bound.Token);
        await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w4"));
        await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w1"));

        var held = await needed.WaitAsync(bound.Token);
        held.Account.Code.ShouldBe("a");
        (await leases.RenewAsync("w2", "a", bound.Token)).ShouldBe((true, false));
        await held.DisposeAsync();
        await using var after = await AcquireAsync(leases, "w4");
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_holder_learns_that_its_account_is_needed_and_the_wait_for_it_has_an_end()
    {
        var clock = new LeapingTime();
        var leases = Leases("a:1", clock: clock);
        await using var held = await AcquireAsync(leases, "w1");
        var needed = AcquireAsync(leases, "w2", "a");
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!held.IsWanted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), bound.Token);
        }

        needed.IsCompleted.ShouldBeFalse();
        clock.Leap(AccountLeases.Patience);
        (await Should.ThrowAsync<RegistreFailure>(needed)).Message.ShouldContain("in use (a)");
    }

    [Fact]
    public async Task The_account_used_least_recently_comes_first()
    {
        var leases = Leases("a:1,b:2,c:3");
        foreach (var code in new[] { "b", "a" })
        {
            await using var lease = await AcquireAsync(leases, "w1", code);
            await leases.SpendAsync(lease.Account, Guid.NewGuid(), CancellationToken.None);
        }

        await using var unused = await AcquireAsync(leases, "w1");
        await using var oldest = await AcquireAsync(leases, "w2");
        (unused.Account.Code, oldest.Account.Code).ShouldBe(("c", "b"));
    }

    [Fact]
    public async Task A_refused_password_is_put_aside_until_it_is_another()
    {
        var leases = Leases("a:1");
        await using (var lease = await AcquireAsync(leases, "w1"))
        {
            await leases.RefuseAsync(lease.Account, "invalide", CancellationToken.None);
        }

        var refused = await Should.ThrowAsync<RegistreFailure>(AcquireAsync(leases, "w1"));
        refused.Message.ShouldContain("REGISTRE_ACCOUNTS");
        await using var corrected = await AcquireAsync(Leases("a:corrected"), "w1");
    }

    [Fact]
    public async Task A_days_budget_counts_each_consultation_once_and_takes_back_what_was_not_billed()
    {
        var leases = Leases("a:1", budget: 2);
        await using var lease = await AcquireAsync(leases, "w1");
        var (first, second, third) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await leases.SpendAsync(lease.Account, first, CancellationToken.None);
        await leases.SpendAsync(lease.Account, first, CancellationToken.None);
        await leases.SpendAsync(lease.Account, second, CancellationToken.None);

        (await Should.ThrowAsync<RegistreFailure>(leases.SpendAsync(lease.Account, third, CancellationToken.None))).Fault.ShouldBe(RegistreFault.DailyCap);

        await leases.UnspendAsync(lease.Account, second, CancellationToken.None);
        await leases.SpendAsync(lease.Account, third, CancellationToken.None);
    }

    [Fact]
    public async Task The_next_consultation_of_an_account_waits_its_delay()
    {
        var leases = Leases("a:1", delay: TimeSpan.FromHours(1));
        await using var lease = await AcquireAsync(leases, "w1");
        await leases.SpendAsync(lease.Account, Guid.NewGuid(), CancellationToken.None);
        using var stop = new CancellationTokenSource();

        var waiting = leases.SpendAsync(lease.Account, Guid.NewGuid(), stop.Token);
        waiting.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task An_account_that_logged_in_is_given_to_nobody_for_a_login_until_its_interval_is_over()
    {
        var (interval, bound) = (TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));
        var (one, other) = (Leases("a:1,b:2", login: interval), Leases("a:1,b:2", login: interval));
        string first;
        await using (var lease = await AcquireAsync(one, "w1"))
        {
            first = lease.Account.Code;
            await one.WaitToLogInAsync("w1", lease.Account, CancellationToken.None);
            var again = await Should.ThrowAsync<RegistreFailure>(one.WaitToLogInAsync("w1", lease.Account, CancellationToken.None));
            (again.Fault, again.RetryAfter > TimeSpan.FromSeconds(50)).ShouldBe((RegistreFault.LoginTooSoon, true));
        }

        await using var second = await AcquireAsync(other, "w2");
        second.Account.Code.ShouldNotBe(first);
        (await Should.ThrowAsync<RegistreFailure>(other.WaitToLogInAsync("w3", second.Account, CancellationToken.None))).Fault.ShouldBe(RegistreFault.LoginTooSoon);
        (await Should.ThrowAsync<RegistreFailure>(AcquireAsync(other, "w3"))).RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), interval);

        await SetLoginAsync(first, DateTimeOffset.UtcNow - interval + TimeSpan.FromSeconds(2), "2026-01-01 7");
        await using var third = await AcquireAsync(other, "w3").WaitAsync(bound);
        await other.WaitToLogInAsync("w3", third.Account, CancellationToken.None).WaitAsync(bound);
        third.Account.Code.ShouldBe(first);
    }

    [Fact]
    public async Task A_login_of_a_clock_that_went_back_is_waited_for_no_longer_than_the_interval()
    {
        await SetLoginAsync("a", DateTimeOffset.UtcNow.AddHours(1), "2026-01-01 7");

        var early = await Should.ThrowAsync<RegistreFailure>(AcquireAsync(Leases("a:1", login: TimeSpan.FromMinutes(1)), "w1"));

        early.RetryAfter.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_key_of_another_program_ends_no_renewal_and_is_named_to_who_asks()
    {
        var clock = new FakeTimeProvider();
        var leases = Leases("a:1", clock: clock);
        var lease = await AcquireAsync(leases, "w1");
        await _gateway.SetAsync(_keys.AccountLeases, "of another program", null, CancellationToken.None);

        (await Should.ThrowAsync<RedisRefusedException>(() => leases.RenewAsync("w1", "a", CancellationToken.None))).Message.ShouldContain(_keys.AccountLeases);
        clock.Advance(AccountLeases.Lease / 3);
        await lease.DisposeAsync();
        await _gateway.DeleteAsync(_keys.AccountLeases, CancellationToken.None);

        await using var again = await AcquireAsync(leases, "w2");
        again.Account.Code.ShouldBe("a");
    }

    private Task SetLoginAsync(string code, DateTimeOffset at, string day) =>
        _gateway.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)_keys.AccountLogins, code, $"{at.ToUnixTimeMilliseconds()} {day}"], CancellationToken.None);

    private static Task<AccountLease> AcquireAsync(AccountLeases leases, string holder, string? only = null) =>
        leases.AcquireAsync(holder, only, CancellationToken.None);

    private AccountLeases Leases(string accounts, int budget = 100, TimeSpan delay = default, TimeProvider? clock = null, TimeSpan login = default, SteeringBoard? board = null)
    {
        AccountList.TryParse(accounts, out var list).ShouldBeTrue();
        var options = new RegistreOptions { Accounts = list, DailyBudget = budget, MinDelay = delay, LoginInterval = login };
        return new(options, _gateway, _keys, new(new([])), clock ?? TimeProvider.System, NullLogger<AccountLeases>.Instance, board);
    }
}
