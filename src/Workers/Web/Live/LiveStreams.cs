using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Feed;
using Workers.Operations;
using Workers.Web.Access;

namespace Workers.Web.Live;

/// <summary>
/// What happens in the caller's environment, as a stream of server-sent events. A stream that was cut off goes on by its <c>Last-Event-ID</c> at any server; one that does not keep up,
/// or whose key serves no longer, ends.
/// </summary>
internal sealed class LiveStreams(Queues queues, LiveTails tails, LiveSeats seats, KeyRing keys, Sessions sessions, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    private const int MostReads = 4;

    /// <summary>A stream on which nothing goes is taken for dead by what stands between.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>How often a key is looked up anew; one that is revoked at this server is told nothing more.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(10);

    /// <summary>How long one waits for the place of the history to be known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long one waits for its turn to read.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterStop = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _reads = new(MostReads);

    /// <exception cref="RequestFaultException">What is asked for is not understood, another environment's, or too much.</exception>
    /// <exception cref="OperationException">The database does not answer.</exception>
    public async Task RunAsync(HttpContext context)
    {
        var caller = Caller.Of(context.User)!;
        var filter = LiveFilter.Of(context.Request.Query);
        var (after, isOurs) = AskedFor(context.Request, caller);
        using var seat = seats.Take(caller.Key.Id, out var why)
            ?? throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status429TooManyRequests, why));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await TellAsync(context, caller, filter, await ReadAsync(caller, after, ended.Token), after, isOurs, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            await SayGoodbyeAsync(context);
        }
        catch (OperationException) when (context.Response.HasStarted)
        {
            // It goes on by its cursor, here or elsewhere, when the database answers again.
        }
    }

    public void Dispose() => _reads.Dispose();

    private async Task TellAsync(HttpContext context, Caller caller, LiveFilter filter, FeedPage first, FeedPlace? after, bool isOurs, CancellationToken ended)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        // What stands between passes each event on as it comes.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        // By the letter of the standard a client that asks again knows no place but what this stream tells, and forgets its own with the first block that has none.
        var goesOn = isOurs && !first.IsGone;
        var stream = new LiveStream(context, caller, time, ended) { Place = goesOn && after is { } place ? place : first.Next };
        await stream.WriteAsync((goesOn ? stream.Told : stream.ResetText) + EventText.Retry(EventText.Again));
        await FollowAsync(stream, filter, first with { IsGone = false });
    }

    private async Task FollowAsync(LiveStream stream, LiveFilter filter, FeedPage page)
    {
        var environment = stream.Caller.Environment;
        if (await CatchUpAsync(stream, filter, page) is not { } last)
        {
            return;
        }

        var listener = new LiveListener(filter, stream.Context.Abort);
        var audience = tails.Enter(environment);
        keys.Ended += listener.Wake;
        try
        {
            await audience.Ready.WaitAsync(Patience, time, stream.Ended);
            var joined = audience.Join(listener);
            // What happened between is told by nobody else.
            while (last.IsBefore(joined))
            {
                if (await CatchUpAsync(stream, filter, await ReadAsync(stream.Caller, last, stream.Ended)) is not { } next)
                {
                    return;
                }

                last = next;
            }

            if (last.Epoch != joined.Epoch)
            {
                // The database was restored meanwhile.
                stream.Place = joined;
                await stream.WriteAsync(stream.ResetText);
            }

            await ListenAsync(stream, listener);
        }
        catch (TimeoutException)
        {
            // The database went away meanwhile.
        }
        finally
        {
            keys.Ended -= listener.Wake;
            audience.Leave(listener);
            tails.Leave(environment);
        }
    }

    /// <summary>Tells a page and all behind it, at the pace of who listens.</summary>
    /// <returns>Up to which it told; null where the key serves no longer.</returns>
    private async Task<FeedPlace?> CatchUpAsync(LiveStream stream, LiveFilter filter, FeedPage page)
    {
        while (await MayGoOnAsync(stream))
        {
            if (page.IsGone)
            {
                stream.Place = page.Next;
                await stream.WriteAsync(stream.ResetText);
            }

            var told = string.Concat(page.Events.Select(one => LiveEvent.Of(stream.Caller.Environment, one)).Where(filter.Takes).Select(one => one.Text));
            stream.Place = page.Next;
            await stream.WriteAsync(told + stream.Told);
            if (!page.More)
            {
                return page.Next;
            }

            page = await ReadAsync(stream.Caller, page.Next, stream.Ended);
        }

        return null;
    }

    private async Task ListenAsync(LiveStream stream, LiveListener listener)
    {
        var beaten = time.GetTimestamp();
        while (true)
        {
            var wait = Min(Beat - time.GetElapsedTime(beaten), Recheck - time.GetElapsedTime(stream.Looked));
            await listener.Told.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stream.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stream.Ended.ThrowIfCancellationRequested();
            if (!await MayGoOnAsync(stream))
            {
                return;
            }

            var text = Tell(stream, listener.Take());
            if (time.GetElapsedTime(beaten) >= Beat)
            {
                text += stream.Told + EventText.Beat;
                beaten = time.GetTimestamp();
            }

            await stream.WriteAsync(text);
        }
    }

    private static string Tell(LiveStream stream, LiveNews news)
    {
        var text = new StringBuilder();
        if (news.Reset is { } reset)
        {
            stream.Place = reset;
            text.Append(stream.ResetText);
        }

        foreach (var one in news.Events.Where(one => stream.Place.IsBefore(one.Place)))
        {
            text.Append(one.Text);
        }

        if (news.Place is { } place && stream.Place.IsBefore(place))
        {
            stream.Place = place;
        }

        foreach (var state in news.States)
        {
            text.Append(state.Text);
        }

        return text.ToString();
    }

    /// <summary>Whether the key still serves, looked at now and then.</summary>
    private async Task<bool> MayGoOnAsync(LiveStream stream)
    {
        if (time.GetElapsedTime(stream.Looked) < Recheck && stream.Ends == keys.Ends)
        {
            return true;
        }

        (stream.Looked, stream.Ends) = (time.GetTimestamp(), keys.Ends);
        return await StillServesAsync(stream.Context);
    }

    /// <summary>Where that cannot be found out, it does not.</summary>
    private async Task<bool> StillServesAsync(HttpContext context)
    {
        try
        {
            return context.Features.Get<Session>() is not null
                ? await sessions.FindAsync(context) is not null
                : KeyAuthentication.ShownBy(context.Request) is { } shown && (await keys.FindAsync(shown, context.Connection.RemoteIpAddress, context.RequestAborted)).Caller is not null;
        }
        catch (Exception unknown) when (unknown is OperationException or SpentAddressException)
        {
            return false;
        }
    }

    private async Task<FeedPage> ReadAsync(Caller caller, FeedPlace? after, CancellationToken stop)
    {
        if (!await _reads.WaitAsync(MostWait, stop))
        {
            throw new OperationException(OperationFailure.Unavailable, $"{caller.Environment.Label()}: the database answers too slowly for so many streams.");
        }

        try
        {
            return await Queues.AskAsync(caller.Environment, queues.FeedOf(caller.Environment).ReadAsync(after, EventFeed.Most, stop));
        }
        finally
        {
            _reads.Release();
        }
    }

    /// <returns>Null goes on from the present; not ours where something was asked for that nobody here told.</returns>
    private static (FeedPlace? After, bool IsOurs) AskedFor(HttpRequest request, Caller caller)
    {
        var asked = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : request.Query[LiveFilter.After].ToString();
        return asked.Length == 0 ? (null, true)
            : !FeedCursor.TryParse(asked, out var cursor) ? (null, false)
            : cursor.Value.Environment == caller.Environment ? (cursor.Value.Place, true)
            : throw new RequestFaultException(Problems.BadRequest("Last-Event-ID: is one of another environment. Ask without one, and read the lists anew."));
    }

    /// <summary>Whoever still listens when the server stops asks another soon.</summary>
    private async Task SayGoodbyeAsync(HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (!context.Response.HasStarted)
        {
            throw new RequestFaultException(new(StatusCodes.Status503ServiceUnavailable, ProblemCode.Unavailable, "This server stops. Ask another, or again soon.", RetryAfter: 1));
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        bound.CancelAfter(LastWord);
        try
        {
            await context.Response.WriteAsync(EventText.Retry(AfterStop), bound.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
