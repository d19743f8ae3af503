using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Workers.Web.Access;

/// <summary>
/// Spares the databases whoever guesses. A key or a session must be looked up before anybody knows whose it is; an address from which so many came in a minute that do not serve is
/// refused before another one is looked up. Requests that show none, and those that are let in, cost nothing here.
/// </summary>
internal sealed class GuessLimit : IDisposable
{
    /// <summary>In a minute, from one address: browsers of a whole office whose sessions have ended stay below.</summary>
    public const int Most = 120;

    private readonly PartitionedRateLimiter<string> _guesses = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetSlidingWindowLimiter(
        address, _ => new SlidingWindowRateLimiterOptions { PermitLimit = Most, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    /// <summary>Before anything is looked up.</summary>
    public bool IsSpent(HttpContext context)
    {
        if (!Shows(context.Request))
        {
            return false;
        }

        using var left = _guesses.AttemptAcquire(AddressOf(context), permitCount: 0);
        return !left.IsAcquired;
    }

    /// <summary>After it was.</summary>
    public void Note(HttpContext context)
    {
        if (Shows(context.Request) && Caller.Of(context.User) is null)
        {
            _guesses.AttemptAcquire(AddressOf(context)).Dispose();
        }
    }

    public void Dispose() => _guesses.Dispose();

    private static bool Shows(HttpRequest request) => request.Headers.Authorization.Count > 0 || Sessions.IsShownBy(request);

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
