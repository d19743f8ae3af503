using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Simulators.Strangers.Supabase;

/// <summary>Puts a finished answer on the wire as a <see cref="StrangerWire"/> says.</summary>
internal static class EdgeWriter
{
    private static readonly (string Name, string Value)[] Added =
    [
        ("Server", "cloudflare"),
        ("CF-RAY", "9a1b2c3d4e5f6789-YUL"),
        ("CF-Cache-Status", "DYNAMIC"),
        ("sb-gateway-version", "1"),
        ("sb-project-ref", "strangerstrangerstra"),
        ("sb-request-id", "01a044aa-7ead-7c7a-84e2-1813389d77af"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Envoy-Upstream-Service-Time", "12"),
        ("Vary", "Accept-Encoding"),
        ("Set-Cookie", "__cf_bm=stranger; path=/; HttpOnly; Secure; SameSite=None"),
        ("alt-svc", "h3=\":443\"; ma=86400"),
    ];

    public static async Task WriteAsync(HttpContext context, StrangerAnswer answer, StrangerWire wire, TimeProvider time)
    {
        if (wire.Reset)
        {
            context.Abort();
            return;
        }

        var (body, packed) = Pack(BodyOf(answer, wire), answer, wire, context.Request.Headers.AcceptEncoding.ToString());
        context.Response.StatusCode = answer.Status;
        WriteHeaders(context.Response.Headers, answer, wire);
        if (packed)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        if (answer.Status is 204 or 304)
        {
            return;
        }

        if (context.Request.Method == "HEAD")
        {
            context.Response.ContentLength = LengthOf(answer) ?? body.Length;
            return;
        }

        if (!wire.Chunked)
        {
            context.Response.ContentLength = body.Length;
        }

        await SendAsync(context, body, wire, time);
    }

    private static byte[] BodyOf(StrangerAnswer answer, StrangerWire wire)
    {
        var body = wire.Body is { } other && answer.Status is 200 ? other : answer.Body;
        return wire.CutBodyAt is { } share ? body[..(int)(body.Length * share)] : body;
    }

    private static (byte[] Body, bool Packed) Pack(byte[] body, StrangerAnswer answer, StrangerWire wire, string accepted)
    {
        var wanted = wire.Packing is StrangerPacking.Always || (wire.Packing is StrangerPacking.WhenAccepted && accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase));

        // The edge packs text, and not what is marked as a part.
        if (!wanted || body.Length is 0 || answer.Status is 206 || (wire.Packing is StrangerPacking.WhenAccepted && !IsText(answer)))
        {
            return (body, false);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return (packed.ToArray(), true);
    }

    private static bool IsText(StrangerAnswer answer) => answer.Headers.Any(header =>
        header.Key == "Content-Type" && (header.Value.StartsWith("application/json", StringComparison.Ordinal) || header.Value.StartsWith("text/", StringComparison.Ordinal)));

    private static void WriteHeaders(IHeaderDictionary headers, StrangerAnswer answer, StrangerWire wire)
    {
        foreach (var header in answer.Headers.Where(header => header.Key != "Content-Length"))
        {
            headers.Append(header.Key, header.Value);
        }

        if (wire.EdgeHeaders || wire.TwiceHeaders)
        {
            foreach (var (name, value) in Added)
            {
                headers[name] = wire.TwiceHeaders && name is not "Server" ? new StringValues([value, value]) : value;
            }
        }
    }

    // A HEAD answer of Storage tells the length of an object that is not in its body.
    private static long? LengthOf(StrangerAnswer answer) =>
        answer.Headers.FirstOrDefault(header => header.Key == "Content-Length").Value is { } told ? long.Parse(told, CultureInfo.InvariantCulture) : null;

    private static async Task SendAsync(HttpContext context, byte[] body, StrangerWire wire, TimeProvider time)
    {
        var sent = wire.CutConnectionAt is { } share ? body.AsMemory(0, (int)(body.Length * share)) : body;
        if (wire.DripPause > TimeSpan.Zero || wire.Chunked)
        {
            var piece = wire.DripPause > TimeSpan.Zero ? wire.DripBytes : Math.Max(1, body.Length / 3);
            for (var at = 0; at < sent.Length; at += piece)
            {
                await context.Response.Body.WriteAsync(sent[at..Math.Min(at + piece, sent.Length)], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(wire.DripPause, time, context.RequestAborted);
            }
        }
        else
        {
            await context.Response.Body.WriteAsync(sent, context.RequestAborted);
        }

        if (wire.CutConnectionAt is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
