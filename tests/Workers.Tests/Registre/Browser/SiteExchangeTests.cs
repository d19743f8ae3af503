using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>Real sockets: what is sent is sent once, however it breaks, and the answer is what the site said.</summary>
public sealed class SiteExchangeTests : IDisposable
{
    private static readonly Dictionary<string, Func<Stream, Socket, Task>> Breaks = new()
    {
        ["an end without an answer"] = CountingServer.Says(""),
        ["a reset"] = (_, socket) =>
        {
            socket.LingerState = new(true, 0);
            socket.Close();
            return Task.CompletedTask;
        },
        ["half a status line"] = CountingServer.Says("HTTP/1"),
        ["half the headers"] = CountingServer.Says("HTTP/1.1 200 OK\r\nContent-Le"),
        ["headers without the body"] = CountingServer.Says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        ["a piece of a body in pieces"] = CountingServer.Says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"),
        ["a promise alone"] = CountingServer.Says("HTTP/1.1 100 Continue\r\n\r\n"),
        ["no HTTP"] = CountingServer.Says("220 mail.example ready\r\n"),
        ["a body that is not packed as it says"] = CountingServer.Says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde"),
        ["a body that is not packed as it says, by another coding"] = CountingServer.Says("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\n\u0011\u0011\u0011\u0011"),
        ["a body that nobody unpacks"] = CountingServer.Says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, zstd\r\nContent-Length: 5\r\n\r\nabcde"),
    };

    private readonly SiteLine _line = new(TimeProvider.System);

    public static MatrixTheoryData<string, string, bool> EachBreak => new(Breaks.Keys, ["GET", "POST"], [true, false]);

    public void Dispose() => _line.Dispose();

    [Theory]
    [MemberData(nameof(EachBreak))]
    public async Task What_breaks_is_sent_once(string name, string method, bool isAhead)
    {
        await using var server = new CountingServer(Breaks[name]);
        await PrepareAsync(server, isAhead);

        var failure = await Should.ThrowAsync<Exception>(AskAsync(server, method));

        (failure is HttpRequestException or IOException or InvalidDataException or InvalidOperationException).ShouldBeTrue(failure.ToString());
        server.Requests.Count.ShouldBe(1);
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(408, "GET", true)]
    [InlineData(408, "POST", false)]
    [InlineData(425, "POST", true)]
    [InlineData(503, "POST", true)]
    [InlineData(401, "POST", true)]
    [InlineData(407, "POST", true)]
    [InlineData(302, "POST", true)]
    public async Task An_answer_that_asks_for_another_try_is_the_answer(int status, string method, bool isAhead)
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(
            status, "", "Retry-After: 0", "WWW-Authenticate: Basic realm=\"a\"", "Proxy-Authenticate: Basic realm=\"a\"", "Location: /again")));
        await PrepareAsync(server, isAhead);

        (await AskAsync(server, method)).Status.ShouldBe(status);

        server.Requests.Count.ShouldBe(1);
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task The_request_is_what_the_browser_wanted_to_the_letter()
    {
        using var tracing = new Activity("purchase").Start();
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "")));
        var url = $"http://127.0.0.1:{server.Url.Port}/Script/%41%7e/x.asp?lot=2%20784+195&nom=%E9&a='|";
        var headers = new Dictionary<string, string>
        {
            ["Cookie"] = "ASPSESSIONID=ABC; nom=J\u00e9",
            ["Content-Type"] = "application/x-www-form-urlencoded",
            ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            ["sec-ch-ua"] = "\"Chromium\";v=\"1\", \"Not A(Brand\";v=\"2\"",
            ["Accept-Encoding"] = "zstd",
            ["Expect"] = "100-continue",
        };

        await SiteExchange.SendAsync(await _line.TakeAsync(server.Url), new("POST", SiteExchange.AddressOf(url)!, headers, "a=\u00e91"u8.ToArray()), CancellationToken.None);

        var sent = server.Requests.Single().Request;
        (sent.Method, sent.Target).ShouldBe(("POST", url[url.IndexOf("/Script", StringComparison.Ordinal)..]));
        sent.Body.ShouldBe("a=\u00e91"u8.ToArray());
        sent.Headers["Content-Length"].ShouldBe("5");
        sent.Headers["Connection"].ShouldBe("close");
        sent.Headers["Accept-Encoding"].ShouldBe("gzip, deflate, br");
        sent.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase).ShouldBe(
            ["Accept-Encoding", "Connection", "Content-Length", "Content-Type", "Cookie", "Host", "sec-ch-ua", "User-Agent"]);
        foreach (var name in new[] { "Cookie", "Content-Type", "User-Agent", "sec-ch-ua" })
        {
            sent.Headers[name].ShouldBe(headers[name]);
        }
    }

    [Fact]
    public async Task A_form_without_a_field_has_no_length_but_its_kind()
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "")));

        await SiteExchange.SendAsync(
            await _line.TakeAsync(server.Url), new("POST", server.Url, new Dictionary<string, string> { ["Content-Type"] = "text/plain" }, null), CancellationToken.None);

        var sent = server.Requests.Single().Request;
        (sent.Headers["Content-Length"], sent.Headers["Content-Type"]).ShouldBe(("0", "text/plain"));
    }

    [Fact]
    public async Task The_answer_is_what_the_site_said()
    {
        await using var server = new CountingServer(CountingServer.Says(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.0 299 \r\nSet-Cookie: a=1; path=/, x\r\nset-cookie: b=2; HttpOnly; Expires=Wed, 09 Jun 2027 10:18:14 GMT\r\n"
            + "Location: /r\u00e9ponse.asp?nom=\u00e9\r\nContent-Type: text/html\r\nX-Odd: \r\n\r\nwithout a length"));

        var answer = await AskAsync(server, "POST");

        (answer.Status, answer.Reason).ShouldBe((299, ""));
        answer.Headers.Where(header => header.Key == "Set-Cookie").Select(header => header.Value)
            .ShouldBe(["a=1; path=/, x", "b=2; HttpOnly; Expires=Wed, 09 Jun 2027 10:18:14 GMT"]);
        answer.Headers.Single(header => header.Key == "Location").Value.ShouldBe("/r\u00e9ponse.asp?nom=\u00e9");
        answer.Headers.Single(header => header.Key == "Content-Type").Value.ShouldBe("text/html");
        Encoding.Latin1.GetString(answer.Body).ShouldBe("without a length");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_was_packed_is_unpacked(string encoding)
    {
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, Packed("pages"u8.ToArray(), encoding), $"Content-Encoding: {encoding}")));

        (await AskAsync(server, "POST")).Body.ShouldBe("pages"u8.ToArray());
    }

    [Theory]
    [InlineData("identity", 1000, true)]
    [InlineData("identity", 1001, false)]
    [InlineData("gzip", 1000, true)]
    [InlineData("gzip", 1_000_000, false)]
    public async Task An_answer_is_read_up_to_a_bound_unpacked(string encoding, int length, bool isRead)
    {
        var body = encoding == "gzip" ? Packed(new byte[length], encoding) : new byte[length];
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, body, $"Content-Encoding: {encoding}")));
        var connection = await _line.TakeAsync(server.Url);

        var asking = SiteExchange.SendAsync(connection, new("GET", server.Url, new Dictionary<string, string>(), null), CancellationToken.None, largest: 1000);

        if (isRead)
        {
            (await asking).Body.Length.ShouldBe(length);
        }
        else
        {
            await Should.ThrowAsync<InvalidDataException>(asking);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", 304)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /next\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 302)]
    public async Task An_answer_may_have_no_body(string answer, int status)
    {
        await using var server = new CountingServer(CountingServer.Says(answer));

        var read = await AskAsync(server, "POST");

        (read.Status, read.Body.Length).ShouldBe((status, 0));
    }

    private static byte[] Packed(byte[] bytes, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream pack = encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true),
        })
        {
            pack.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task PrepareAsync(CountingServer server, bool isAhead)
    {
        if (isAhead)
        {
            _line.OpenAhead(server.Url);
            await server.OpenedAsync();
        }
    }

    private async Task<WireAnswer> AskAsync(CountingServer server, string method) => await SiteExchange.SendAsync(
        await _line.TakeAsync(server.Url), new(method, server.Url, new Dictionary<string, string>(), method == "POST" ? "lot=1"u8.ToArray() : null), CancellationToken.None);
}
