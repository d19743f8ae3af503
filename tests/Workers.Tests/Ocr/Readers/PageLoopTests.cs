using Shouldly;
using Workers.Documents;
using Workers.Gemini;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Spending;
using Xunit;

namespace Workers.Ocr.Readers;

public class PageLoopTests
{
    private static readonly PageCost Price = new(10, 1, 0.01m);
    private static readonly Judgement<string> Good = Judgement<string>.Of("good", []);
    private static readonly Judgement<string> Odd = Judgement<string>.Of("odd", [new("odd")]);
    private static readonly Judgement<string> Odder = Judgement<string>.Of("odder", [new("odd"), new("odder")]);
    private static readonly Judgement<string> Bad = Judgement<string>.Refuse("bad");

    [Fact]
    public async Task An_accepted_page_is_asked_once()
    {
        var (result, _, plans) = await RunAsync(Good);
        (result!.Asks, result.Cost, plans.Count).ShouldBe((1, Price, 1));
    }

    [Fact]
    public async Task A_page_that_is_hard_to_read_is_not_asked_again()
    {
        var (result, _, plans) = await RunAsync(Judgement<string>.Of("hard", [new("illegible places on line 3", AgainMayHelp: false)]));
        result!.Doubts.ShouldBe(["illegible places on line 3"]);
        plans.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_shows_another_view_and_says_why()
    {
        var (result, _, plans) = await RunAsync(Bad, Good);
        result!.Reading.ShouldBe("good");
        result.View.ShouldBe(PageView.AsRendered);
        result.Cost.ShouldBe(Price + Price);
        plans[1].ShouldBe((new AskPlan(PageView.AsRendered, 0), "bad"));
    }

    [Fact]
    public async Task The_best_of_several_doubtful_readings_is_kept_with_its_doubts()
    {
        var (result, _, plans) = await RunAsync(Odder, Bad, Odd);
        result!.Reading.ShouldBe("odd");
        result.Doubts.ShouldBe(["odd"]);
        plans.Count.ShouldBe(3);
        plans[2].Plan.Temperature.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("outage")]
    [InlineData("budget")]
    public async Task A_reading_that_may_count_is_kept_where_nobody_answers_when_the_page_is_asked_again(string met)
    {
        Exception failure = met is "budget" ? new ReadingBudgetException(1, 1, 0.5m, default, TimeSpan.Zero) : new GeminiException(GeminiFailure.Unavailable, "503") { IsOutage = true };
        Exception? told = null;
        var asks = 0;
        var (result, _) = await PageLoop.RunAsync<string>(
            Guid.Empty, 1, 3, 0, null, default, (_, _) => ++asks is 1 ? Task.FromResult((Odd, Price)) : throw failure, unasked: why => told = why);

        (result!.Reading, result.Asks, result.Cost).ShouldBe(("odd", 1, Price));
        result.Doubts.ShouldBe(["odd"]);
        told.ShouldBeSameAs(failure);
        await Should.ThrowAsync<GeminiException>(() => PageLoop.RunAsync<string>(
            Guid.Empty, 1, 3, 0, Bad, default, (_, _) => throw new GeminiException(GeminiFailure.Unavailable, "503")));
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_not_sent_a_second_time_and_the_page_is_asked_in_parts()
    {
        var asks = 0;
        var (result, _) = await PageLoop.RunAsync<string>(
            Guid.Empty, 1, 3, 0, null, default, (_, _) => { asks++; return Task.FromResult((Judgement<string>.Refuse("413", isTooLarge: true), Price)); }, () => Task.FromResult((Good, Price)));

        (result!.Reading, asks, result.View).ShouldBe(("good", 1, PageView.InParts));
    }

    [Fact]
    public async Task A_page_refused_at_every_ask_gives_no_result()
    {
        var (result, refusal, plans) = await RunAsync(Bad, Bad, Bad);
        result.ShouldBeNull();
        refusal.ShouldBe("bad");
        plans.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_under_way_finishes_when_another_fails_and_nothing_new_starts()
    {
        var (slowMayEnd, started) = (new TaskCompletionSource(), new List<string>());
        var slowEnded = false;
        var pages = BoundedParallel.RunAsync(["slow", "fails", "never"], 2, async item =>
        {
            started.Add(item);
            if (item is "fails")
            {
                throw new InvalidOperationException("no quota");
            }

            await slowMayEnd.Task;
            slowEnded = true;
        });
        pages.IsCompleted.ShouldBeFalse();
        slowMayEnd.SetResult();
        await Should.ThrowAsync<InvalidOperationException>(() => pages);
        slowEnded.ShouldBeTrue();
        started.ShouldBe(["slow", "fails"]);
    }

    [Fact]
    public void Every_failure_has_its_outcome()
    {
        Failed(new PageException("x", permanent: true)).ShouldBe((FailureKind.Permanent, OutcomeCodes.Unreadable));
        Failed(new PageException("x", permanent: false)).ShouldBe((FailureKind.Transient, null));
        Failed(new PagesRefusedException([(3, "cut")])).ShouldBe((FailureKind.Transient, null));
        Failed(new DocumentStoreException("gone", missing: true)).ShouldBe((FailureKind.Transient, null), "the store may be another than it was");
        Failed(new GeminiException(GeminiFailure.Unavailable, "503")).ShouldBe((FailureKind.Transient, null));
        Failed(new GeminiException(GeminiFailure.Invalid, "400")).ShouldBe((FailureKind.Permanent, OutcomeCodes.Failed));

        Failed(new DocumentStoreException("403")).ShouldBe((FailureKind.Transient, null));
        HandedBack(new DocumentStoreException("503") { IsAway = true }).Reason.ShouldBe(HandBackReason.Outage, "an outage of the store costs no document an attempt");
        HandedBack(new GeminiException(GeminiFailure.Unavailable, "503") { IsOutage = true }).Reason.ShouldBe(HandBackReason.Outage, "nor does one of the API");
        HandedBack(new GeminiException(GeminiFailure.NoQuota, "no share")).Reason.ShouldBe(HandBackReason.Outage);
        var day = new GeminiException(GeminiFailure.RateLimited, "429") { Quotas = [new("PerDay", QuotaPeriod.Day, QuotaUnit.Requests, 100)], RetryAfter = TimeSpan.FromHours(7) };
        HandedBack(day).AvailableAfter.ShouldBe(TimeSpan.FromMinutes(15), "nothing is claimed before the reset, and an operator may raise the limit earlier");
        HandedBack(new GeminiException(GeminiFailure.Unauthorized, "401")).AvailableAfter!.Value.ShouldBeLessThan(TimeSpan.FromMinutes(1), "reading is parked meanwhile, and goes on with it when the model answers");
        HandedBack(new GeminiException(GeminiFailure.Misconfigured, "404")).Reason.ShouldBe(HandBackReason.Outage, "a model that is gone is no document's fault");
        OcrFailures.ToOutcome(new InvalidOperationException("ours")).ShouldBeNull();
    }

    private static (FailureKind, string?) Failed(Exception failure)
    {
        var outcome = OcrFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.Failed>();
        outcome.Cause.ShouldBe(failure.Message);
        return (outcome.Kind, outcome.Outcome);
    }

    private static JobOutcome.HandedBack HandedBack(Exception failure) => OcrFailures.ToOutcome(failure).ShouldBeOfType<JobOutcome.HandedBack>();

    private static async Task<(PageResult<string>? Result, string? Refusal, List<(AskPlan Plan, string? Reason)> Plans)> RunAsync(params Judgement<string>[] answers)
    {
        var plans = new List<(AskPlan, string?)>();
        var (result, refusal) = await PageLoop.RunAsync<string>(Guid.Empty, 1, 3, 0, null, default, (plan, reasons) =>
        {
            plans.Add((plan, reasons is null ? null : string.Join(',', reasons)));
            return Task.FromResult((answers[plans.Count - 1], Price));
        });
        return (result, refusal, plans);
    }
}
