using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Gemini.Prices;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Spending;

/// <summary>The worker's own ledger beside what the simulated API would bill.</summary>
public sealed class ReadingCostTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_ledger_is_the_bill_to_the_token_repeats_and_refused_answers_too()
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Malformed, Page: 2));
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Blocked, Page: 3));
        var result = (await bench.ReadAsync(Index(4))).ShouldBeOfType<JobOutcome.Read>().Result;
        await bench.ReadAsync(new PaperDocument { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", Pages = 3, Seed = 3 });

        var (bill, spend) = (bench.Gemini.Bill.Answers, await bench.SpendAsync());
        spend.Calls.ShouldBe(bill.Count);
        spend.DoubtfulUsd.ShouldBe(0);
        spend.Groups.Sum(group => group.InputTokens).ShouldBe(bill.Sum(answer => answer.Input));
        spend.Groups.Sum(group => group.CachedTokens).ShouldBe(bill.Sum(answer => answer.Cached));
        spend.Groups.Sum(group => group.OutputTokens).ShouldBe(bill.Sum(answer => answer.Output));
        bill.Sum(answer => answer.Cached).ShouldBeGreaterThan(0);
        result.CostUsd.ShouldBeGreaterThan(0);
        spend.Usd.ShouldBe(bill.Sum(answer => decimal.Round((((answer.Input - answer.Cached) * 1.25m) + (answer.Cached * 0.125m) + (answer.Output * 10m)) / 1_000_000m, 6)));
    }

    [Fact]
    public async Task Flex_is_asked_for_and_costs_half()
    {
        await using var bench = await OcrBench.StartAsync(postgres, ask: usual => Like(usual, TierChoice.Flex));
        await bench.ReadAsync(Index(2));
        bench.Gemini.Bill.Answers.ShouldAllBe(answer => answer.Tier == "flex");
        (await bench.SpendAsync()).Groups.ShouldAllBe(group => group.Tier == "flex");
    }

    [Fact]
    public async Task A_model_that_is_overloaded_is_stood_in_for_and_the_pages_name_who_read_them()
    {
        await using var bench = await OcrBench.StartAsync(postgres, ask: usual => Like(usual, TierChoice.Standard, fallback: "gemini-2.5-flash"));
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Unavailable, Times: 100, Model: "gemini-2.5-pro"));
        var result = (await bench.ReadAsync(Index(2))).ShouldBeOfType<JobOutcome.Read>().Result;

        result.ReviewReason.ShouldBeNull();
        result.Structure["stand_ins"]!.AsArray().Select(name => (string)name!).ShouldBe(["gemini-2.5-flash"]);
        result.Structure["pages"]!.AsArray().ShouldAllBe(page => (string)page!["model"]! == "gemini-2.5-flash");
        bench.Gemini.Bill.Answers.ShouldAllBe(answer => answer.Model == "gemini-2.5-flash");
    }

    [Fact]
    public async Task A_budget_that_is_spent_parks_reading_and_the_document_goes_back()
    {
        await using var bench = await OcrBench.StartAsync(postgres, ask: usual => Like(usual, TierChoice.Standard, budget: 0m));
        var back = (await bench.ReadAsync(Index(2))).ShouldBeOfType<JobOutcome.HandedBack>();

        back.Reason.ShouldBe(HandBackReason.OverBudget);
        back.AvailableAfter.ShouldBe(TimeSpan.FromSeconds(10), "it is the budget that is waited for");
        bench.Calls.ShouldBe(0);
        bench.Parking.Own.ShouldHaveSingleItem().Stage.ShouldBe(JobStage.Ocr);
        bench.Parking.Own[0].Describe().ShouldContain("GEMINI_BUDGET_USD_DAY");
    }

    [Fact]
    public async Task A_send_that_broke_before_its_answer_is_told_as_doubtful_beside_the_repeat_that_was_answered()
    {
        await using var bench = await OcrBench.StartAsync(postgres);
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Reset, Page: 1));
        await bench.ReadAsync(Index(1));

        var spend = await bench.SpendAsync();
        spend.Calls.ShouldBe(1);
        spend.DoubtfulUsd.ShouldBe(spend.EstimatedUsd);

        // The API charges for no error.
        bench.Gemini.Faults.Add(new(GeminiFaultKind.ServerError, Page: 1));
        await bench.ReadAsync(Index(1) with { Seed = 6 });
        (await bench.SpendAsync()).DoubtfulUsd.ShouldBe(spend.DoubtfulUsd);
    }

    [Fact]
    public async Task A_page_that_alone_fails_makes_no_other_model_stand_in()
    {
        await using var bench = await OcrBench.StartAsync(postgres, ask: usual => Like(usual, TierChoice.Standard, fallback: "gemini-2.5-flash"));
        bench.Gemini.Faults.Add(new(GeminiFaultKind.Reset, Times: 1, Page: 1));
        await bench.ReadAsync(Index(2));
        bench.Gemini.Bill.Answers.ShouldAllBe(answer => answer.Model == "gemini-2.5-pro");
    }

    private static Workers.Gemini.GeminiOptions Like(Workers.Gemini.GeminiOptions usual, TierChoice tier, string? fallback = null, decimal? budget = null) =>
        new() { ApiKey = usual.ApiKey, BaseUrl = usual.BaseUrl, MaxSends = usual.MaxSends, Tier = tier, FallbackModel = fallback, BudgetUsdDay = budget };

    private static PaperDocument Index(int pages) => new() { Kind = PaperKind.Index, Number = "2784195", Circonscription = "Montréal", Cadastre = "Cadastre du Québec", Pages = pages, Seed = 5 };
}
