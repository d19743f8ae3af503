using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Gemini;
using Workers.Gemini.Prices;
using Workers.Hosting.Environments;

namespace Workers.Ocr.Spending;

/// <summary>
/// The questions to the model as money, one row each in <c>ocr_calls</c>: written before the question is sent, settled by what the answer says.
/// One that was cut off stays as it was estimated.
/// </summary>
internal sealed partial class CallLedger(Databases databases, GeminiOptions settings, ILogger<CallLedger> logger)
{
    private const int Tries = 3;

    /// <exception cref="ReadingBudgetException">It would pass the budget.</exception>
    /// <exception cref="DatabaseException">No answer: what cannot be written down is not bought.</exception>
    public async Task OpenAsync(TargetEnvironment environment, OpenedCall call, CancellationToken cancellation)
    {
        var request = new
        {
            call.Id, call.Subject.JobId, call.Subject.ContentSha256, call.Kind, call.Subject.Pages, call.Model, Tier = Tiers.Word(call.Tier), call.EstimatedUsd, BudgetUsd = settings.BudgetUsdDay,
        };
        var answer = await databases[environment].CallAsync<Opened>("workers_ocr_call_open", request, cancellation);
        if (!answer.IsOpen)
        {
            throw new ReadingBudgetException(settings.BudgetUsdDay ?? 0, answer.SpentUsd, answer.OpensAt, TimeSpan.FromSeconds(answer.OpensInSeconds));
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
                await databases[environment].CallAsync<JsonObject>("workers_ocr_call_settle", request, CancellationToken.None);
                return;
            }
            catch (DatabaseException failure)
            {
                if (attempt == Tries)
                {
                    LogNotSettled(logger, failure, call.Id, call.CostUsd);
                    return;
                }
            }
        }
    }

    /// <returns>Null when the day has room for a question again, else what stands in the way.</returns>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<string?> FindBudgetFaultAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        if (settings.BudgetUsdDay is not { } most)
        {
            return null;
        }

        var spend = await new ReadingSpendReader(databases[environment]).ReadTodayAsync(cancellation);
        return spend.Usd < most ? null : FormattableString.Invariant($"GEMINI_BUDGET_USD_DAY: {spend.Usd:0.00} of {most:0.00} USD are spent on reading today");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the question {Call} to the model cost ({CostUsd} USD) could not be written down; the ledger keeps the estimate.")]
    private static partial void LogNotSettled(ILogger logger, Exception failure, Guid call, decimal costUsd);

    private sealed record Opened([property: System.Text.Json.Serialization.JsonPropertyName("opened")] bool IsOpen, decimal SpentUsd = 0, DateTimeOffset OpensAt = default, double OpensInSeconds = 0);
}
