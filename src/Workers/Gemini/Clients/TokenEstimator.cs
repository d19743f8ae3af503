using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Workers.Gemini.Clients;

/// <summary>
/// Expected input tokens of a call. A plain count of its parts is multiplied by what was learnt for its kind; that starts
/// high, follows a surprise upwards at once and falls slowly, so that a wrong guess errs towards sending less.
/// </summary>
internal sealed class TokenEstimator
{
    private const double Start = 1.75;
    private const double Rise = 0.5;
    private const double Fall = 0.05;
    private const double RelativeError = 0.25;
    private const double CharactersPerToken = 4;
    private const int TokensPerImage = 1032;
    private const int TokensPerPage = 258;
    private const int BytesPerPage = 50_000;

    private readonly ConcurrentDictionary<string, double> _factors = new(StringComparer.Ordinal);

    public (long Tokens, long Sigma) Estimate(string kind, long plain)
    {
        var tokens = (long)Math.Ceiling(plain * FactorOf(kind));
        return (tokens, (long)Math.Ceiling(tokens * RelativeError));
    }

    /// <summary>What the kind's plain counts are multiplied by now.</summary>
    public double FactorOf(string kind) => _factors.GetValueOrDefault(kind, Start);

    /// <param name="used">As the API counted.</param>
    public void Learn(string kind, long plain, long used)
    {
        if (plain <= 0 || used <= 0)
        {
            return;
        }

        var seen = (double)used / plain;
        _factors.AddOrUpdate(kind, _ => Follow(Start, seen), (_, factor) => Follow(factor, seen));
    }

    /// <summary>Characters, images and pages, counted by rules of thumb. At least 1.</summary>
    /// <param name="pages">Pages of the PDFs that go along; 0 lets their size decide.</param>
    public static long PlainCount(IEnumerable<ChatMessage> messages, ChatOptions? options, int pages)
    {
        var count = (options?.Instructions?.Length ?? 0) / CharactersPerToken;
        foreach (var part in messages.SelectMany(message => message.Contents))
        {
            count += part switch
            {
                TextContent text => text.Text.Length / CharactersPerToken,
                DataContent data when data.HasTopLevelMediaType("image") => TokensPerImage,
                DataContent data => TokensPerPage * (pages > 0 ? pages : 1 + (data.Data.Length / BytesPerPage)),
                UriContent => TokensPerPage * Math.Max(pages, 1),
                _ => 0,
            };
        }

        return Math.Max(1, (long)Math.Ceiling(count));
    }

    private static double Follow(double factor, double seen) => factor + ((seen - factor) * (seen > factor ? Rise : Fall));
}
