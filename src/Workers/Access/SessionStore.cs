using Workers.Database;

namespace Workers.Access;

/// <param name="Key">Null of one that does not serve.</param>
/// <param name="EndsAt">Whatever happens; null of one that does not serve.</param>
internal sealed record CheckedSession(AccessKey? Key, KeyRefusal? Why = null, DateTimeOffset? EndsAt = null);

/// <summary>The browsers in which somebody signed in to one environment. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class SessionStore(IDatabaseFunctions functions)
{
    /// <summary>Of one key; the session that was used longest ago makes place.</summary>
    public const int Most = 20;

    /// <summary>After so long without a look a session has ended.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>After which it ends whatever happens.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <param name="address">From where.</param>
    public Task<CheckedSession> OpenAsync(KeyText shown, SessionText session, string address, CancellationToken cancellation) => functions.CallAsync<CheckedSession>(
        "workers_session_open", new { shown.Id, shown.SecretSha256, SessionSha256 = session.Sha256, Address = address, LongestSeconds = Longest.TotalSeconds, Most }, cancellation);

    /// <param name="listens">A page asks by itself: that is no use, and the session does not live longer for it.</param>
    public Task<CheckedSession> CheckAsync(SessionText session, bool listens, CancellationToken cancellation) =>
        functions.CallAsync<CheckedSession>("workers_session_check", new { SessionSha256 = session.Sha256, IdleSeconds = Idle.TotalSeconds, Listens = listens }, cancellation);

    /// <returns>False where there was none.</returns>
    public async Task<bool> CloseAsync(SessionText session, string address, CancellationToken cancellation) =>
        (await functions.CallAsync<Ended>("workers_session_close", new { SessionSha256 = session.Sha256, Address = address }, cancellation)).Closed;

    private sealed record Ended(bool Closed);
}
