using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Simulators.Integrator;

/// <summary>Reads bodies and writes answers as each mood will have it, over one connection.</summary>
internal sealed class MoodAnswers(NetworkStream stream, Socket socket, WireReader wire, TimeSpan slowStep, WebhookReceiver receiver)
{
    private const int MaxBody = 64 * 1024 * 1024;

    public static int StatusOf(ReceiverMood mood) => mood switch
    {
        ReceiverMood.NoContent => 204,
        ReceiverMood.AcceptedAfterHints => 202,
        ReceiverMood.ServerError or ReceiverMood.AnswersBeforeBody => 500,
        ReceiverMood.TooMany => 429,
        ReceiverMood.Gone => 410,
        ReceiverMood.RedirectElsewhere or ReceiverMood.RedirectToItself => 302,
        ReceiverMood.RedirectForGood => 308,
        ReceiverMood.Silent or ReceiverMood.BreaksInStatusLine or ReceiverMood.Garbage or ReceiverMood.ClosesBeforeBody => 0,
        _ => 200,
    };

    /// <summary>Whether a mood gives a lawful 2xx to its end.</summary>
    public static bool IsWholeSuccess(ReceiverMood mood) => mood is ReceiverMood.Ok or ReceiverMood.NoContent
        or ReceiverMood.AcceptedAfterHints or ReceiverMood.SlowByteForByte or ReceiverMood.BodyThatSwells
        or ReceiverMood.HostileHeaders or ReceiverMood.ReadsBodySlowly or ReceiverMood.KeepAliveThenReset
        or ReceiverMood.KeepAliveThenCloses;

    public async Task<byte[]> TakeBodyAsync(WireHead head, ReceiverMood mood, CancellationToken cancel)
    {
        if (head.All("Expect").Any(value => value.Equals("100-continue", StringComparison.OrdinalIgnoreCase)))
            await WriteAsync("HTTP/1.1 100 Continue\r\n\r\n", cancel).ConfigureAwait(false);
        var body = wire.BodyOf(head, isAnswer: false);
        if (mood != ReceiverMood.ReadsBodySlowly)
            return await body.ReadAllAsync(MaxBody, cancel).ConfigureAwait(false);
        using var all = new MemoryStream();
        var one = new byte[1];
        while (await body.ReadAsync(one, cancel).ConfigureAwait(false) > 0)
        {
            all.WriteByte(one[0]);
            await StepAsync(cancel).ConfigureAwait(false);
        }

        return all.ToArray();
    }

    public Task PlainAsync(int status, CancellationToken cancel) =>
        WriteAsync($"HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", cancel);

    public async Task EarlyAsync(WireHead head, CancellationToken cancel)
    {
        await PlainAsync(500, cancel).ConfigureAwait(false);
        await wire.BodyOf(head, isAnswer: false).ReadAllAsync(MaxBody, cancel).ConfigureAwait(false);
    }

    /// <summary>Answers. Returns whether the connection goes on.</summary>
    public async Task<bool> GiveAsync(ReceiverMood mood, WireHead head, CancellationToken cancel)
    {
        switch (mood)
        {
            case ReceiverMood.Silent:
                await HoldAsync(cancel).ConfigureAwait(false);
                return false;
            case ReceiverMood.SlowByteForByte:
                foreach (var one in Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"))
                {
                    await stream.WriteAsync(new[] { one }, cancel).ConfigureAwait(false);
                    await StepAsync(cancel).ConfigureAwait(false);
                }

                return false;
            case ReceiverMood.EndlessBody:
                await WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", cancel).ConfigureAwait(false);
                return await ForEverAsync("1000\r\n" + new string('x', 4096) + "\r\n", cancel).ConfigureAwait(false);
            case ReceiverMood.EndlessHeaders:
                await WriteAsync("HTTP/1.1 200 OK\r\n", cancel).ConfigureAwait(false);
                return await ForEverAsync("x-more: " + new string('y', 1000) + "\r\n", cancel).ConfigureAwait(false);
            case ReceiverMood.BodyThatSwells:
                await SwellAsync(cancel).ConfigureAwait(false);
                return false;
            case ReceiverMood.KeepAliveThenReset:
                await WriteAsync(Text(mood), cancel).ConfigureAwait(false);
                await wire.ReadAsync(new byte[1], cancel).ConfigureAwait(false);
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
                return false;
            default:
                await WriteAsync(Text(mood), cancel).ConfigureAwait(false);
                return mood is ReceiverMood.Ok or ReceiverMood.NoContent or ReceiverMood.ServerError
                    && !head.All("Connection").Any(value => value.Equals("close", StringComparison.OrdinalIgnoreCase));
        }
    }

    private string Text(ReceiverMood mood) => mood switch
    {
        ReceiverMood.NoContent => "HTTP/1.1 204 No Content\r\n\r\n",
        ReceiverMood.AcceptedAfterHints =>
            "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.ServerError => "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
        ReceiverMood.TooMany => "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.Gone => "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.RedirectElsewhere => $"HTTP/1.1 302 Found\r\nLocation: {receiver.Elsewhere}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.RedirectForGood => $"HTTP/1.1 308 Permanent Redirect\r\nLocation: {receiver.Elsewhere}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.RedirectToItself => $"HTTP/1.1 302 Found\r\nLocation: {receiver.Address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ReceiverMood.BreaksInStatusLine => "HTTP/1.1 20",
        ReceiverMood.BreaksInHeaders => "HTTP/1.1 200 OK\r\nContent-Type: text/pl",
        ReceiverMood.BreaksInBody => "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok so f",
        ReceiverMood.Garbage => "SSH-2.0-OpenSSH_9.9\r\n\0\u0001\u0002{{{%s%n\r\n\r\n\r\n",
        ReceiverMood.HostileHeaders => Hostile(),
        ReceiverMood.UnlawfulHeaders =>
            "HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nX-Folded: one\r\n two\r\nContent-Length: 2\r\nContent-Length: 3\r\nNo colon here\r\n\r\nok",
        ReceiverMood.ReadsBodySlowly => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        _ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok",
    };

    private static string Hostile()
    {
        var head = new StringBuilder("HTTP/1.1 200 <b>OK</b>\r\n");
        head.Append("Content-Type: text/html; charset=\"no-such-charset\"\r\nRetry-After: 99999999999999999999\r\n");
        head.Append("Location: http://169.254.169.254/latest/meta-data/\r\nRefresh: 0; url=file:///etc/passwd\r\n");
        head.Append("Content-Disposition: attachment; filename=\"../../../etc/cron.d/x\"\r\nDate: never\r\nAge: -1\r\n");
        head.Append("Server: <script>alert(1)</script>${jndi:ldap://127.0.0.1/a}';DROP TABLE webhooks;--\r\n");
        head.Append("Set-Cookie: id=").Append('c', 4096).Append("; Domain=.\r\nAlt-Svc: h3=\":1\"; ma=99999999\r\n");
        for (var number = 0; number < 60; number++)
            head.Append("X-Lot-").Append(number).Append(": ").Append('v', 100).Append("\r\n");
        return head.Append("Content-Length: 27\r\nConnection: close\r\n\r\n{\"a\":\"<script>x</script>\"}\n").ToString();
    }

    private async Task SwellAsync(CancellationToken cancel)
    {
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.Fastest, leaveOpen: true))
        {
            var nothing = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 64; megabyte++)
                gzip.Write(nothing);
        }

        await WriteAsync(
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {small.Length}\r\nConnection: close\r\n\r\n", cancel).ConfigureAwait(false);
        await stream.WriteAsync(small.ToArray(), cancel).ConfigureAwait(false);
    }

    private async Task<bool> ForEverAsync(string part, CancellationToken cancel)
    {
        while (true)
            await WriteAsync(part, cancel).ConfigureAwait(false);
    }

    private async Task HoldAsync(CancellationToken cancel)
    {
        var some = new byte[256];
        while (await wire.ReadAsync(some, cancel).ConfigureAwait(false) > 0)
        {
            // Whatever comes beside is not looked at.
        }
    }

    private Task StepAsync(CancellationToken cancel) => Task.Delay(slowStep, TimeProvider.System, cancel);

    private Task WriteAsync(string text, CancellationToken cancel) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancel).AsTask();
}
