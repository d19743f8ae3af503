using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Simulators.OtherRegistre.Http;

/// <summary>Sends a reply, spoilt by the fault that was armed for it.</summary>
internal static class Sender
{
    private const string ErrorPage = "<html><head><title>Erreur</title></head><body><font face=\"Arial\" size=2><p>Microsoft OLE DB Provider for SQL Server</font> <font face=\"Arial\" size=2>error '80040e31'</font><p>Timeout expired</body></html>";

    public static Reply Spoil(Reply reply, OtherFault fault) => fault switch
    {
        OtherFault.ShortBody => reply with { Body = reply.Body[..(reply.Body.Length / 2)] },
        OtherFault.Status500After => Error(500, ErrorPage),
        OtherFault.HtmlAsPdf => reply with { Body = Encoding.ASCII.GetBytes(ErrorPage) },
        OtherFault.EmptyBody => reply with { Body = [] },
        OtherFault.GarbageAfterEof => reply with { Body = [.. reply.Body, .. Garbage()] },
        OtherFault.HtmlAfterEof => reply with { Body = [.. reply.Body, .. Encoding.ASCII.GetBytes("\r\n" + ErrorPage)] },
        OtherFault.NoContent => new(204, "text/html", []),
        _ => reply,
    };

    public static Reply Error(int status) => Error(status, status == 503 ? "<html><body><h1>Service Unavailable</h1></body></html>" : ErrorPage);

    /// <summary>The cookies that come with a new session.</summary>
    public static StringValues SetCookie(Cookies manner, string session) => manner == Cookies.Several
        ? new StringValues(["SIRFPREF=langue=F&taille=2; path=/; expires=Fri, 31-Dec-2038 23:59:59 GMT", session, "ASPTEMOIN=; path=/"])
        : session;

    /// <summary>Sends as much of the reply as arrives before the connection closes.</summary>
    public static async Task SendAsync(HttpContext context, Reply reply, Wire wire, bool cut)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (reply.Location is { } location)
            response.Headers.Location = location;
        if (reply.Disposition is { } disposition)
            response.Headers.ContentDisposition = disposition;
        if (reply.ContentType.StartsWith("text/html", StringComparison.Ordinal))
            response.Headers.CacheControl = "private";
        if (reply.Refresh is { } refresh)
            response.Headers["Refresh"] = refresh;
        reply = Travelling(context, reply, wire);
        if (reply.Status == 204)
            return;
        response.ContentType = reply.ContentType;
        if (!reply.Chunked)
            response.ContentLength = reply.Body.Length;
        if (cut)
        {
            await response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    /// <summary>What the server does to a reply on its way out.</summary>
    private static Reply Travelling(HttpContext context, Reply reply, Wire wire)
    {
        var headers = context.Response.Headers;
        if (wire == Wire.NoCache)
        {
            headers.CacheControl = "no-cache, no-store, must-revalidate";
            headers.Pragma = "no-cache";
            headers.Expires = "Mon, 03 Sep 2001 04:00:00 GMT";
        }

        if (wire == Wire.Closing)
            headers.Connection = "close";
        if (!reply.ContentType.StartsWith("text/html", StringComparison.Ordinal) || reply.Body.Length == 0)
            return reply;
        if (wire == Wire.Chunked)
            return reply with { Chunked = true };
        if (wire != Wire.Gzip || !context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return reply;
        headers.ContentEncoding = "gzip";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(reply.Body);
        return reply with { Body = packed.ToArray() };
    }

    private static Reply Error(int status, string page) => new(status, "text/html", Encoding.ASCII.GetBytes(page));

    private static byte[] Garbage()
    {
        var garbage = new byte[700];
        new Random(7).NextBytes(garbage);
        return garbage;
    }
}
