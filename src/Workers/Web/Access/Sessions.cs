using System.Net;
using Microsoft.AspNetCore.Http;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Web.Access;

/// <summary>A browser in which somebody signed in, as one request shows it.</summary>
internal sealed record Session(SessionText Text, DateTimeOffset? EndsAt);

/// <summary>A session that the browser shows and that serves no more.</summary>
internal sealed record EndedSession(KeyRefusal Why);

/// <summary>What an open page asks for by itself, and goes on asking for when nobody is there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AsksByItselfAttribute : Attribute;

/// <summary>
/// Signs people in with a key and out. What a browser shows is checked by the environment's database at each request, so that a key that is revoked ends its sessions at once on
/// every replica; nothing is kept here. Bounded: few ask one database at a time.
/// </summary>
internal sealed class Sessions(Queues queues, GuessLimit guesses) : IDisposable
{
    /// <summary>With it the script of a page asks for the page anew.</summary>
    public const string FreshHeader = "Workers-Fresh";

    // A browser sends the first over TLS alone, and takes it from nobody but this very host; the second any host beside this one can plant, so that it counts on this machine alone.
    private const string SecureName = "__Host-workers";
    private const string PlainName = "workers";

    /// <summary>What says that somebody asks for another.</summary>
    private static readonly string[] OfProxies = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Original-For", "X-Original-Proto", "X-Real-IP"];

    private readonly CheckSeats _seats = new(queues.Configured, "sessions");

    /// <summary>A browser of this very machine, without TLS and without a proxy between: there alone a session is kept that is not bound to TLS.</summary>
    public static bool IsOnThisMachine(HttpContext context) =>
        !context.Request.IsHttps && IsLoopback(context.Connection.RemoteIpAddress) && !OfProxies.Any(context.Request.Headers.ContainsKey)
        && (context.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IsLoopback(IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) ? host : null));

    /// <returns>Null where the request shows no session, or one that has ended.</returns>
    /// <exception cref="OperationException">The database did not answer.</exception>
    /// <exception cref="SpentAddressException">It was not asked.</exception>
    public async Task<(Caller Caller, Session Session)?> FindAsync(HttpContext context)
    {
        if (Shown(context) is not { } text || !queues.Configured.Contains(text.Environment))
        {
            return null;
        }

        var (from, name) = (context.Connection.RemoteIpAddress, NameOf(text));
        var found = await SeatedAsync(text.Environment, AskAsync, text, context.RequestAborted);
        if (found is { Key: null, Why: KeyRefusal.Revoked or KeyRefusal.Expired })
        {
            context.Features.Set(new EndedSession(found.Why.Value));
        }

        return found.Key is { } key ? (new Caller(text.Environment, key), new Session(text, found.EndsAt)) : null;

        async Task<CheckedSession> AskAsync(SessionText shown, CancellationToken stop)
        {
            guesses.Admit(from, name);
            var told = await queues.SessionsOf(shown.Environment).CheckAsync(shown, AsksByItself(context), stop);
            guesses.Note(from, name, serves: told.Key is not null);
            return told;
        }
    }

    /// <param name="isSecure">The browser speaks TLS, here or to a proxy.</param>
    /// <returns>Why not; null where the browser was given a session.</returns>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public async Task<KeyRefusal?> OpenAsync(HttpContext context, string? shown, bool isSecure)
    {
        if (!KeyText.TryParse(shown?.Trim(), out var key) || !queues.Configured.Contains(key.Environment))
        {
            return KeyRefusal.Unknown;
        }

        var session = SessionText.Make(key.Environment);
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var opened = await SeatedAsync(key.Environment, (text, stop) => queues.SessionsOf(key.Environment).OpenAsync(key, text, address, stop), session, context.RequestAborted);
        if (opened.Key is null)
        {
            return opened.Why ?? KeyRefusal.Unknown;
        }

        guesses.Note(context.Connection.RemoteIpAddress, NameOf(session), serves: true);
        try
        {
            await CloseAsync(context);
        }
        catch (OperationException)
        {
            // The former session's environment does not answer: the browser forgets it all the same, and it ends by itself.
        }

        context.Response.Cookies.Append(isSecure ? SecureName : PlainName, session.Show(), CookieOf(isSecure));
        return null;
    }

    /// <summary>Ends the session that the request shows, and takes it from the browser.</summary>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public async Task CloseAsync(HttpContext context)
    {
        if (Shown(context) is { } text && queues.Configured.Contains(text.Environment))
        {
            var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
            await Queues.AskAsync(text.Environment, queues.SessionsOf(text.Environment).CloseAsync(text, address, context.RequestAborted));
        }

        foreach (var (name, isSecure) in new[] { (SecureName, true), (PlainName, false) })
        {
            if (context.Request.Cookies.ContainsKey(name))
            {
                context.Response.Cookies.Delete(name, CookieOf(isSecure));
            }
        }
    }

    public void Dispose() => _seats.Dispose();

    private static CookieOptions CookieOf(bool isSecure) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = isSecure, Path = "/", IsEssential = true };

    private static SessionText? Shown(HttpContext context) =>
        SessionText.TryParse(context.Request.Cookies[SecureName] ?? (IsOnThisMachine(context) ? context.Request.Cookies[PlainName] : null), out var text) ? text : null;

    /// <summary>A page that is open listens and is made fresh though nobody is there; a program that says so only lets its own session end sooner.</summary>
    private static bool AsksByItself(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AsksByItselfAttribute>() is not null || context.Request.Headers.ContainsKey(FreshHeader);

    private static string NameOf(SessionText session) => $"{session.Environment} session {session.Sha256}";

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private Task<CheckedSession> SeatedAsync(TargetEnvironment environment, Func<SessionText, CancellationToken, Task<CheckedSession>> ask, SessionText text, CancellationToken cancellation) =>
        _seats.AskAsync(environment, () => Queues.AskAsync(environment, ask(text, cancellation)), cancellation);
}
