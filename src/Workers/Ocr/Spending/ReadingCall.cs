using Workers.Gemini.Prices;

namespace Workers.Ocr.Spending;

/// <summary>For which document and which of its pages the model is asked.</summary>
/// <param name="Pages">For people: a number, or a range as in 1-12.</param>
internal sealed record CallSubject(Guid JobId, string ContentSha256, string Pages);

/// <summary>A question before it is sent.</summary>
/// <param name="Id">Of this question alone, so that it is written once.</param>
/// <param name="Kind">The prompt's name.</param>
internal sealed record OpenedCall(Guid Id, CallSubject Subject, string Kind, string Model, ServiceTier Tier, decimal EstimatedUsd);

/// <summary>What a question came to.</summary>
/// <param name="Model">That answered, as it was asked for.</param>
/// <param name="Failure">Why there was no answer; null of one.</param>
internal sealed record SettledCall(Guid Id, string Model, ServiceTier Tier, TokenUse Use, decimal CostUsd, string? Failure = null);

/// <summary>The day's budget of an environment has no room for one more question; nothing was sent.</summary>
/// <param name="askedUsd">What the question was expected to cost.</param>
internal sealed class ReadingBudgetException(decimal limitUsd, decimal spentUsd, decimal askedUsd, DateTimeOffset opensAt, TimeSpan opensIn) : Exception(
    FormattableString.Invariant($"GEMINI_BUDGET_USD_DAY: {spentUsd:0.00} of {limitUsd:0.00} USD are spent on reading today and the next question costs about {askedUsd:0.0000}; it opens again at {opensAt.UtcDateTime:yyyy-MM-dd HH:mm}Z, or when the budget is raised"))
{
    public TimeSpan OpensIn => opensIn;

    public decimal AskedUsd => askedUsd;
}
