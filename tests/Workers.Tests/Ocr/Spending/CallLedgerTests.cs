using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database.Postgres;
using Workers.Gemini;
using Workers.Gemini.Prices;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Spending;

public sealed class CallLedgerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;

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
    public async Task A_question_is_written_before_it_is_sent_and_settled_once()
    {
        var ledger = Ledger(null);
        var call = Call(0.02m);
        await ledger.OpenAsync(TargetEnvironment.Dev, call, _test);
        await ledger.OpenAsync(TargetEnvironment.Dev, call, _test);

        var open = await SpendAsync();
        (open.Calls, open.Usd, open.DoubtfulUsd).ShouldBe((1, 0.02m, 0.02m));

        await ledger.SettleAsync(TargetEnvironment.Dev, new(call.Id, "model-b", ServiceTier.Flex, new(1000, 400, 200), 0.0125m));
        await ledger.SettleAsync(TargetEnvironment.Dev, new(call.Id, "model-c", ServiceTier.Standard, new(9, 9, 9), 9m));

        var settled = await SpendAsync();
        (settled.Calls, settled.Usd, settled.DoubtfulUsd, settled.EstimatedUsd).ShouldBe((1, 0.0125m, 0m, 0.02m));
        settled.Groups.ShouldBe([new(null, "model-b", "flex", 1, 1000, 400, 200, 0.0125m)]);
        (await new ReadingSpendReader(_functions).ReadDocumentAsync(call.Subject.JobId, _test)).Usd.ShouldBe(0.0125m);
        (await new ReadingSpendReader(_functions).ReadDocumentAsync(Guid.NewGuid(), _test)).Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_budget_lets_nothing_through_that_would_pass_it_whoever_asks_together()
    {
        var ledger = Ledger(0.10m);
        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await ledger.OpenAsync(TargetEnvironment.Dev, Call(0.03m), _test);
                return (ReadingBudgetException?)null;
            }
            catch (ReadingBudgetException met)
            {
                return met;
            }
        }));

        asked.Count(met => met is null).ShouldBe(3);
        var refused = asked.OfType<ReadingBudgetException>().First();
        refused.Message.ShouldContain("GEMINI_BUDGET_USD_DAY: 0.09 of 0.10 USD");
        refused.OpensIn.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(25));
        (await SpendAsync()).Usd.ShouldBe(0.09m);

        // What parks reading asks for the question that was refused, not for any.
        (await ledger.FindBudgetFaultAsync(TargetEnvironment.Dev, refused.AskedUsd, _test)).ShouldNotBeNull();
        (await ledger.FindBudgetFaultAsync(TargetEnvironment.Dev, 0.01m, _test)).ShouldBeNull();
        (await Ledger(1m).FindBudgetFaultAsync(TargetEnvironment.Dev, refused.AskedUsd, _test)).ShouldBeNull();
    }

    [Fact]
    public async Task A_question_dearer_than_the_budget_is_the_only_one_of_its_day_and_a_budget_of_nothing_lets_none_through()
    {
        await Should.ThrowAsync<ReadingBudgetException>(Ledger(0m).OpenAsync(TargetEnvironment.Dev, Call(0.36m), _test));
        (await Ledger(0.30m).FindBudgetFaultAsync(TargetEnvironment.Dev, 0.36m, _test)).ShouldBeNull();
        await Ledger(0.30m).OpenAsync(TargetEnvironment.Dev, Call(0.36m), _test);
        await Should.ThrowAsync<ReadingBudgetException>(Ledger(0.30m).OpenAsync(TargetEnvironment.Dev, Call(0.01m), _test));
    }

    [Fact]
    public async Task What_is_settled_leaves_room_and_what_was_lost_takes_it()
    {
        var ledger = Ledger(0.05m);
        var call = Call(0.04m);
        await ledger.OpenAsync(TargetEnvironment.Dev, call, _test);
        await ledger.SettleAsync(TargetEnvironment.Dev, new(call.Id, "model-a", ServiceTier.Standard, new(1, 0, 1), 0.01m));
        await ledger.OpenAsync(TargetEnvironment.Dev, Call(0.04m), _test);
        await ledger.LoseAsync(TargetEnvironment.Dev, call);

        var spend = await SpendAsync();
        (spend.Usd, spend.DoubtfulUsd, spend.Calls).ShouldBe((0.09m, 0.08m, 3));
        (await new ReadingSpendReader(_functions).ReadTotalAsync(_test)).ShouldBe(spend.Usd);
        await Should.ThrowAsync<ReadingBudgetException>(ledger.OpenAsync(TargetEnvironment.Dev, Call(0.001m), _test));
    }

    private CallLedger Ledger(decimal? budget) => new(new([_functions]), new GeminiOptions { BudgetUsdDay = budget }, TimeProvider.System, NullLogger<CallLedger>.Instance);

    private Task<ReadingSpend> SpendAsync() => new ReadingSpendReader(_functions).ReadTodayAsync(_test);

    private static OpenedCall Call(decimal usd) => new(Guid.NewGuid(), new(Guid.NewGuid(), new string('a', 64), "1"), "index-page", "model-a", ServiceTier.Standard, usd);
}
