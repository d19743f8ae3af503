using Shouldly;
using Workers.Database;
using Workers.Support;
using Xunit;

namespace Workers.Access;

/// <summary>Keys and orders of the network in a real database.</summary>
public sealed class NetworkCallsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;

    private NetworkCalls Calls => new(_functions);

    private KeyStore Keys => new(_functions);

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_key_serves_until_its_end_or_until_it_is_revoked_and_only_its_holder_is_told_why()
    {
        var (key, text) = await Keys.MakeAsync(new("Étude Tremblay", AccessRole.Office, "a test", await NowAsync() + TimeSpan.FromDays(1)), _test);
        (await Keys.CheckAsync(text, _test)).Key!.Role.ShouldBe(AccessRole.Office);
        (await Keys.CheckAsync(text with { Secret = KeyText.Make(text.Environment).Secret }, _test)).ShouldBe(new(null, KeyRefusal.Unknown));
        (await Keys.ListAsync(_test)).Single().LastUsedAt.ShouldNotBeNull();

        await _database.SetClockAheadAsync(TimeSpan.FromDays(2));
        (await Keys.CheckAsync(text, _test)).ShouldBe(new(null, KeyRefusal.Expired));
        (await Keys.RevokeAsync(key.Id, "first", _test))!.RevokedBy.ShouldBe("first");
        (await Keys.RevokeAsync(key.Id, "second", _test))!.RevokedBy.ShouldBe("first");
        (await Keys.CheckAsync(text, _test)).ShouldBe(new(null, KeyRefusal.Revoked));
        (await Keys.CheckAsync(text with { Secret = KeyText.Make(text.Environment).Secret }, _test)).ShouldBe(new(null, KeyRefusal.Unknown));
        (await Keys.RevokeAsync("aaaaaaaaaaaa", "nobody", _test)).ShouldBeNull();

        // Not even the hash is told; the secret itself is nowhere.
        (await _database.ReadAsync<long>($"select count(*) from access_keys where access_keys::text like '%{text.Secret}%'")).ShouldBe(0);
        (await _database.ReadAsync<string>("select workers_keys('{}')::text")).ShouldNotContain(text.SecretSha256);
    }

    [Fact]
    public async Task Under_one_idempotency_key_one_try_runs_and_its_answer_is_told_again_for_a_day()
    {
        var first = Call("k", "a");
        (await Calls.OpenAsync(first, _test)).State.ShouldBe(CallState.Open);
        (await Calls.OpenAsync(first, _test)).State.ShouldBe(CallState.Open);
        (await Calls.OpenAsync(Call("k", "a"), _test)).State.ShouldBe(CallState.Busy);
        (await Calls.OpenAsync(Call("k", "b"), _test)).State.ShouldBe(CallState.Other);
        (await Calls.OpenAsync(Call("k", "a") with { KeyId = "another" }, _test)).State.ShouldBe(CallState.Open);

        await Calls.SettleAsync(first.Id, 200, "{\"id\":1.50}", null, _test);
        var kept = await Calls.OpenAsync(Call("k", "a"), _test);
        (kept.State, kept.Status, kept.Answer).ShouldBe((CallState.Kept, 200, "{\"id\":1.50}"));
        (await Calls.OpenAsync(Call("k", "b"), _test)).State.ShouldBe(CallState.Other);

        await _database.SetClockAheadAsync(TimeSpan.FromHours(25));
        (await Calls.OpenAsync(Call("k", "b"), _test)).State.ShouldBe(CallState.Open);
        (await _database.ReadAsync<long>("select count(*) from access_calls where answer is not null")).ShouldBe(0);
        (await _database.ReadAsync<long>("select count(*) from access_calls where status = 200")).ShouldBe(1);
    }

    [Fact]
    public async Task A_try_that_was_cut_off_is_taken_over_and_its_late_end_is_not_written()
    {
        var (dead, next) = (Call("k", "a"), Call("k", "a"));
        await Calls.OpenAsync(dead, _test);
        await _database.SetClockAheadAsync(TimeSpan.FromSeconds(61));

        (await Calls.OpenAsync(next, _test)).State.ShouldBe(CallState.Open);
        await Calls.SettleAsync(dead.Id, 200, "late", null, _test);
        (await Calls.OpenAsync(Call("k", "a"), _test)).State.ShouldBe(CallState.Busy);
        await Calls.GiveUpAsync(next.Id, 503, _test);
        (await Calls.OpenAsync(Call("k", "a"), _test)).State.ShouldBe(CallState.Open);
    }

    [Fact]
    public async Task A_try_that_was_cut_off_and_may_not_be_repeated_is_answered_as_unknown_and_never_carried_out_again()
    {
        await Calls.OpenAsync(Call("k", "a"), _test);
        await _database.SetClockAheadAsync(TimeSpan.FromSeconds(61));

        var again = Call("k", "a") with { MayRepeat = false, Unknown = "{\"code\":\"refused\"}" };
        (await Calls.OpenAsync(again, _test)).ShouldBe(new(CallState.Kept, 409, again.Unknown));
        (await Calls.OpenAsync(again with { Id = Guid.NewGuid() }, _test)).State.ShouldBe(CallState.Kept);
    }

    [Fact]
    public async Task Of_many_tries_at_once_one_is_carried_out()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Calls.OpenAsync(Call("k", "a"), _test)));

        opened.Count(one => one.State is CallState.Open).ShouldBe(1);
        opened.Count(one => one.State is CallState.Busy).ShouldBe(19);
    }

    private async Task<DateTimeOffset> NowAsync() => new(await _database.ReadAsync<DateTime>("select workers_internal.clock()"));

    private static NetworkCall Call(string? key, string request) => new(Guid.NewGuid(), "abcdefghijkl", "127.0.0.1", "add", null, key, request);
}
