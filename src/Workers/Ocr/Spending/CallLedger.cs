using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Gemini;
using Workers.Gemini.Prices;
using Workers.Hosting.Environments;
using Workers.Steering;

namespace Workers.Ocr.Spending;

/// <summary>
/// The questions to the model as money, one row each in <c>ocr_calls</c>: written before the question is sent, settled by what the answer says.
/// One that was cut off stays as it was estimated.
/// </summary>
internal sealed partial class CallLedger(Databases databases, Steered<GeminiOptions> settings, TimeProvider time, ILogger<CallLedger> logger)
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <exception cref="ReadingBudgetException">It would pass the budget.</exception>
    /// <exception cref="DatabaseException">No answer: what cannot be written down is not bought.</exception>
    public Task OpenAsync(TargetEnvironment environment, OpenedCall call, CancellationToken cancellation) => OpenAsync(environment, call, settings.Current.BudgetUsdDay, cancellation);

    /// <summary>A send that was lost on its way: it may have been paid, whatever the budget says, and stays as it was estimated.</summary>
    public async Task LoseAsync(TargetEnvironment environment, OpenedCall call)
    {
        try
        {
            await OpenAsync(environment, call with { Id = Guid.NewGuid() }, budget: null, CancellationToken.None);
        }
        catch (DatabaseException failure)
        {
            LogNotSettled(logger, call.Id, call.EstimatedUsd, failure.Message);
        }
    }

    private async Task OpenAsync(TargetEnvironment environment, OpenedCall call, decimal? budget, CancellationToken cancellation)
    {
        var request = new
        {
            call.Id, call.Subject.JobId, call.Subject.ContentSha256, call.Kind, call.Subject.Pages, call.Model, Endpoint = settings.Configured.BaseUrl.Host, Tier = Tiers.Word(call.Tier), call.EstimatedUsd,
            BudgetUsd = budget,
        };
        var answer = await databases[environment].CallAsync<Opened>("workers_ocr_call_open", request, cancellation);
        if (!answer.IsOpen)
        {
            throw new ReadingBudgetException(budget ?? 0, answer.SpentUsd, call.EstimatedUsd, answer.OpensAt, TimeSpan.FromSeconds(answer.OpensInSeconds));
        }
    }

    /// <summary>Says what it came to. A failure leaves the estimate in its place, so it is said and not thrown.</summary>
    public async Task SettleAsync(TargetEnvironment environment, SettledCall call)
    {
        var request = new
        {
            call.Id, call.Model, Tier = Tiers.Word(call.Tier), InputTokens = call.Use.Input, CachedTokens = call.Use.Cached, OutputTokens = call.Use.Output, call.CostUsd, call.Failure,
        };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await databases[environment].CallAsync<Settled>("workers_ocr_call_settle", request, CancellationToken.None) is { Word: "unknown" })
                {
                    LogUnknown(logger, call.Id, call.CostUsd);
                }

                return;
            }
            catch (DatabaseException failure)
            {
                if (attempt == Tries)
                {
                    LogNotSettled(logger, call.Id, call.CostUsd, failure.Message);
                    return;
                }

                await Task.Delay(attempt * Pause, time);
            }
        }
    }

    /// <param name="askedUsd">What the question that was refused was expected to cost.</param>
    /// <returns>Null when the day has room for that question, else what stands in the way.</returns>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<string?> FindBudgetFaultAsync(TargetEnvironment environment, decimal askedUsd, CancellationToken cancellation)
    {
        if (settings.Current.BudgetUsdDay is not { } most)
        {
            return null;
        }

        var spent = await new ReadingSpendReader(databases[environment]).ReadTotalAsync(cancellation);
        return spent + askedUsd <= most || (spent == 0 && most > 0)
            ? null
            : FormattableString.Invariant($"GEMINI_BUDGET_USD_DAY: {spent:0.00} of {most:0.00} USD are spent on reading today and the next question costs about {askedUsd:0.0000}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the question {Call} to the model cost ({CostUsd} USD) could not be written down; the ledger keeps the estimate: {Why}")]
    private static partial void LogNotSettled(ILogger logger, Guid call, decimal costUsd, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not know the question {Call} to the model any more (the database was restored?): {CostUsd} USD are missing in it.")]
    private static partial void LogUnknown(ILogger logger, Guid call, decimal costUsd);

    private sealed record Settled([property: JsonPropertyName("settled")] string Word);

    private sealed record Opened([property: JsonPropertyName("opened")] bool IsOpen, decimal SpentUsd = 0, DateTimeOffset OpensAt = default, double OpensInSeconds = 0);
}
