using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using StackExchange.Redis;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Node;
using Workers.Registre.Accounts;
using Workers.Supervisor.Peers;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

/// <summary>
/// Whatever a script answers (another version's, or made from data of another program): nothing but the room's own exception comes out of
/// a call, and nothing at all out of a pass of a loop.
/// </summary>
public sealed class ForeignScriptAnswerTests(RedisFixture redis)
{
    private static readonly Gen<string> Value = Gen.Frequency(
        (6, Gen.Elements("'ok'", "'join'", "'parked'", "'granted'", "'refused'", "'foreign'", "'renewed'", "'kept'", "'changed'", "'lost'", "'recovering'")),
        (6, Gen.Elements("0", "1", "2", "-1", "-2", "7", "'0.5'", "'1000'", "'-3'", "'a'")),
        (4, Gen.Elements("false", "''", "{}", "{1,{'x'}}", "'1e999'", "'NaN'", "'-Infinity'", "1e300", "'99999999999999999999'", "9007199254740993", "'1e18'", "'17'", "'\\255\\0'")),
        (1, Gen.Elements(
            "'{}'", "'[]'", "'null'", "'{\"workers\":[null],\"recoveringMs\":0,\"now\":0}'", "'{\"workers\":[{\"id\":1}],\"recoveringMs\":0,\"now\":0}'",
            "'{\"workers\":[{\"id\":\"a\",\"type\":\"acte-ocr\",\"cpu\":1e999,\"ram\":1,\"startedAt\":1e300,\"daemon\":\"d\"}],\"recoveringMs\":0,\"now\":0}'",
            "'{\"workers\":{},\"recoveringMs\":1e999,\"now\":0}'", "'{\"workers\":{},\"recoveringMs\":1,\"now\":1}'", "'{\"workers\":{},\"budget\":7,\"recoveringMs\":\"1\",\"now\":1}'",
            "'{\"id\":\"d\",\"serves\":null}'", "'{\"id\":\"\\\\ud800\"}'")));

    private static readonly Arbitrary<string> Answer = Gen.OneOf(Value, Gen.ListOf(Value).Select(values => $"{{{string.Join(',', values)}}}")).ToArbitrary();

    [Fact]
    public async Task No_answer_of_the_ledger_ends_anything()
    {
        await using var bench = await LedgerBench.StartAsync(await redis.UrlAsync(), redis.NewPrefix());
        var sound = await bench.OpenLedgerAsync();
        await sound.CloseAsync(CancellationToken.None);

        Prop.ForAll(Answer, Answer, (first, next) =>
        {
            var ledger = new CapacityLedger(
                bench.Scripts(edit: text => text.Contains("recount()", StringComparison.Ordinal) ? $"return {next}" : $"return {first}"), TimeProvider.System, NullLogger<CapacityLedger>.Instance);
            PassesAsync(async () =>
            {
                await ledger.ReserveAsync("w", WorkerType.ActeOcr, CancellationToken.None);
                await ledger.SwapAsync("w", WorkerType.IndexOcr, CancellationToken.None);
                await ledger.TryRenewAsync(CancellationToken.None);
                await ledger.ReleaseAsync("w", CancellationToken.None);
                await ledger.CloseAsync(CancellationToken.None);
            }).GetAwaiter().GetResult();
            AsksAsync(() => ledger.ReadAsync(CancellationToken.None)).GetAwaiter().GetResult();
            AsksAsync(() => ledger.OpenAsync(CancellationToken.None)).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(80)));
    }

    [Fact]
    public async Task No_answer_of_the_limiter_ends_anything()
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var gemini = new GeminiOptions();

        Prop.ForAll(Answer, Answer, (first, next) =>
        {
            var answers = new[] { first, next };
            var asked = 0;
            var store = new LimiterStore(gateway, new(options), gemini, new LimiterScripts(_ => $"return {answers[asked++ % 2]}"), TimeProvider.System);
            using var member = new QuotaMember(store, gemini, ProcessIdentity.OfThisProcess(new(1)), TimeProvider.System, NullLogger<QuotaMember>.Instance);
            PassesAsync(async () =>
            {
                await member.TickAsync(CancellationToken.None);
                await member.ReserveAsync([new("id", new(1, 0), 1, TimeSpan.Zero)], CancellationToken.None);
                await member.SettleAsync("id", 1);
                await using var freeze = new QuotaFreeze(store, member, NullLogger<QuotaFreeze>.Instance);
                await freeze.StopAllAsync(new(GeminiFailure.RateLimited, "429"));
                await member.LeaveAsync();
            }).GetAwaiter().GetResult();
            AsksAsync(() => store.OrderAsync("operator", new(1, null, null, null), CancellationToken.None)).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(80)));
    }

    [Fact]
    public void No_answer_about_accounts_or_daemons_ends_anything()
    {
        AccountList.TryParse("a:1,1:2", out var accounts).ShouldBeTrue();
        var texts = Gen.Elements(null, "", "a", "0", "1", "2", "3", "-1", "1e9", "9e99", "NaN", "99999999999999999999", "{}", "null", "[]", "{\"id\":\"\\ud800\"}", "{\"id\":\"d\",\"host\":\"h\",\"serves\":[9],\"slots\":[]}");
        var value = texts.Select(text => text is null ? RedisResult.Create(RedisValue.Null) : RedisResult.Create((RedisValue)text));
        var list = Gen.ListOf(value).Select(values => RedisResult.Create([.. values]));
        var nested = Gen.ListOf(Gen.OneOf(value, list)).Select(values => RedisResult.Create([.. values]));

        Prop.ForAll(Gen.OneOf(value, list, nested).ToArbitrary(), answer =>
        {
            var reply = RedisReply.Of("script", answer);
            Reads(() => AccountAnswers.Leased(reply, accounts!.Accounts));
            Reads(() => AccountAnswers.Renewed(reply));
            Reads(() => AccountAnswers.LoggedIn(reply));
            Reads(() => AccountAnswers.Listed(reply, accounts!.Accounts, TimeSpan.FromMinutes(1)));
            Reads(() => AccountAnswers.Spent(reply));
            Reads(() => DaemonDirectory.Read(reply));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(FuzzBudget.Cases(1000)));
    }

    /// <summary>Nothing may come out of it, not even a failure of the room.</summary>
    private static async Task PassesAsync(Func<Task> pass) => (await Record.ExceptionAsync(pass)).ShouldBeNull();

    private static async Task AsksAsync(Func<Task> call)
    {
        if (await Record.ExceptionAsync(call) is { } failure)
        {
            failure.ShouldBeOfType<RedisRefusedException>();
        }
    }

    private static void Reads(Func<object?> read)
    {
        if (Record.Exception(read) is { } failure)
        {
            failure.ShouldBeOfType<RedisRefusedException>();
        }
    }
}
