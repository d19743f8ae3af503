using System.Security.Cryptography;

namespace Simulators.Registre;

/// <summary>Why a visitor is sent to the login page.</summary>
internal enum Bounce
{
    NotLoggedIn,
    Expired,
    LoggedInElsewhere,
    Ended,
}

/// <summary>A login that was let in.</summary>
internal sealed record SiteLogin(DateTimeOffset At, string Account);

/// <summary>The sessions of the site. A session ends by inactivity, by logout, and, when told so, by a second login of its account.</summary>
internal sealed class SiteSessions(TimeProvider time, TimeSpan inactivity, bool secondLoginEndsFirst)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SiteSession> live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bounce> ended = new(StringComparer.Ordinal);
    private readonly List<SiteLogin> opened = [];
    private int displaced;

    /// <summary>Every session that was opened, in order.</summary>
    public IReadOnlyList<SiteLogin> Opened()
    {
        lock (gate)
        {
            return [.. opened];
        }
    }

    /// <summary>Visits of a client whose session another login of the account had ended: two used it at a time.</summary>
    public int Displaced
    {
        get
        {
            lock (gate)
            {
                return displaced;
            }
        }
    }

    public IReadOnlyList<SiteSession> Live()
    {
        lock (gate)
        {
            return [.. live.Values];
        }
    }

    public SiteSession Open(string account)
    {
        lock (gate)
        {
            if (secondLoginEndsFirst)
            {
                foreach (var other in live.Values.Where(session => session.Account == account).ToArray())
                {
                    Close(other.Id, Bounce.LoggedInElsewhere);
                }
            }

            var session = new SiteSession(RandomNumberGenerator.GetHexString(24), account, time.GetUtcNow());
            live.Add(session.Id, session);
            opened.Add(new(time.GetUtcNow(), account));
            return session;
        }
    }

    /// <summary>The live session of a cookie, its inactivity starting again; or why there is none.</summary>
    public (SiteSession? Session, Bounce Bounce) Visit(string? id)
    {
        lock (gate)
        {
            if (id is null || !live.TryGetValue(id, out var session))
            {
                var bounce = id is null ? Bounce.NotLoggedIn : ended.GetValueOrDefault(id, Bounce.NotLoggedIn);
                displaced += bounce is Bounce.LoggedInElsewhere ? 1 : 0;
                return (null, bounce);
            }

            var now = time.GetUtcNow();
            if (now - session.LastSeen > inactivity)
            {
                Close(session.Id, Bounce.Expired);
                return (null, Bounce.Expired);
            }

            session.LastSeen = now;
            return (session, default);
        }
    }

    public void End(string id, Bounce why = Bounce.Ended)
    {
        lock (gate)
        {
            Close(id, why);
        }
    }

    public void EndAll()
    {
        lock (gate)
        {
            foreach (var id in live.Keys.ToArray())
            {
                Close(id, Bounce.Ended);
            }
        }
    }

    private void Close(string id, Bounce why)
    {
        live.Remove(id);
        ended[id] = why;
    }
}
