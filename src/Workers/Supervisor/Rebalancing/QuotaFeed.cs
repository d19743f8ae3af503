using System.Globalization;

namespace Workers.Supervisor.Rebalancing;

/// <summary>How many OCR workers Gemini's quota keeps busy (pure). One always works: the limiter makes it wait, which is slow and never still.</summary>
internal static class QuotaFeed
{
    // What one busy worker of each mode takes from the quota in a minute.
    private const double IndexRequests = 6.7;
    private const double ActeRequests = 7.2;
    private const double IndexTokens = 53_000;
    private const double ActeTokens = 242_000;

    public static bool IsEnough(Split split, long requestsPerMinute, long tokensPerMinute) =>
        split.Total <= 1 || (Requests(split) <= requestsPerMinute && Tokens(split) <= tokensPerMinute);

    /// <summary>What to tell people of a pool that the quota cannot feed; null when it can.</summary>
    /// <param name="workers">OCR workers, half of them reading indexes and half actes.</param>
    public static string? FindShortage(int workers, long requestsPerMinute, long tokensPerMinute)
    {
        if (IsEnough(Halves(workers), requestsPerMinute, tokensPerMinute))
        {
            return null;
        }

        var fed = Enumerable.Range(1, workers).Last(count => IsEnough(Halves(count), requestsPerMinute, tokensPerMinute));
        var (quota, setting) = Tokens(Halves(workers)) > tokensPerMinute
            ? (string.Create(CultureInfo.InvariantCulture, $"{tokensPerMinute:#,0} input tokens"), "GEMINI_MAX_TPM")
            : (string.Create(CultureInfo.InvariantCulture, $"{requestsPerMinute:#,0} requests"), "GEMINI_MAX_RPM");
        return string.Create(CultureInfo.InvariantCulture,
            $"Gemini's quota of {quota} a minute binds: it feeds {fed} of {workers} OCR workers. Ask Google for a larger quota, then raise {setting}.");
    }

    private static Split Halves(int workers) => new(workers - (workers / 2), workers / 2);

    private static double Requests(Split split) => (split.Index * IndexRequests) + (split.Acte * ActeRequests);

    private static double Tokens(Split split) => (split.Index * IndexTokens) + (split.Acte * ActeTokens);
}
