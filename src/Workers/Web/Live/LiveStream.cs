using Microsoft.AspNetCore.Http;
using Workers.Jobs.Feed;
using Workers.Web.Access;

namespace Workers.Web.Live;

/// <summary>One stream that is open.</summary>
/// <param name="ended">When its client has gone or the server stops.</param>
internal sealed class LiveStream(HttpContext context, Caller caller, TimeProvider time, CancellationToken ended)
{
    /// <summary>How long one write may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public HttpContext Context => context;

    public Caller Caller => caller;

    public CancellationToken Ended => ended;

    /// <summary>Up to which all is told.</summary>
    public FeedPlace Place { get; set; }

    /// <summary>When it was last seen that the key serves.</summary>
    public long Looked { get; set; } = time.GetTimestamp();

    /// <summary>How many keys had been revoked here then.</summary>
    public int Ends { get; set; }

    /// <summary>Says up to where all is told.</summary>
    public string Told => EventText.Place(new(caller.Environment, Place));

    public string ResetText => EventText.Of(EventText.Reset, new { }, new(caller.Environment, Place));

    /// <summary>Ends whoever does not take it in time.</summary>
    public async Task WriteAsync(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        using var bound = new CancellationTokenSource(Patience, time);
        await using var slow = bound.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        await context.Response.WriteAsync(text, ended);
        await context.Response.Body.FlushAsync(ended);
    }
}
