using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>A real Chromium and a server that counts: what a form leads to is asked once, each time on a connection of its own.</summary>
[Collection(RegistreCollection.Name)]
public sealed class SingleSendTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Request, string Connection)> _asked = new();
    private BrowserBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await BrowserBench.StartAsync(context => _asked.Enqueue(($"{context.Request.Method} {context.Request.Path}", context.Connection.Id)), AnswerAsync);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_form_and_its_redirects_are_asked_once_each_with_their_cookies_and_end_at_their_own_address()
    {
        await using var tab = await _bench.EnterAsync();

        await SendAsync(tab);

        tab.Way.Select(address => address.PathAndQuery).ShouldBe(["/pay", "/first?a=1", "/second/", "/end"]);
        new Uri(tab.Page.Url).AbsolutePath.ShouldBe("/end");
        (await tab.Page.InnerTextAsync("body")).ShouldBe("é: lot=2 784 195; given=at the form; then=at the first");
        var sent = _asked.Where(one => one.Request is not "GET /").ToList();
        sent.Select(one => one.Request).ShouldBe(["POST /pay", "GET /first", "GET /second/", "GET /end"]);
        _asked.Select(one => one.Connection).ShouldBeUnique();
    }

    [Theory]
    [InlineData("/pay-and-break", "POST /pay-and-break")]
    [InlineData("/lead-to-break", "GET /break")]
    [InlineData("/pay-badly-packed", "POST /pay-badly-packed")]
    public async Task What_breaks_before_its_answer_is_asked_once_and_may_have_been_acted_on(string action, string broken)
    {
        await using var tab = await _bench.EnterAsync();
        await tab.Page.EvaluateAsync("action => document.forms[0].action = action", action);

        var failure = await Should.ThrowAsync<RegistreFailure>(SendAsync(tab));

        failure.Fault.ShouldBe(RegistreFault.SiteUnavailable);
        failure.Message.ShouldNotContain("did not answer");
        _asked.Count(one => one.Request == broken).ShouldBe(1);
    }

    [Fact]
    public async Task Only_a_form_that_nobody_could_take_was_never_sent()
    {
        (await FailAsync("http://127.0.0.1:61998/")).Fault.ShouldBe(RegistreFault.NotSent);
        (await FailAsync("/lead-to-nobody")).Fault.ShouldBe(RegistreFault.SiteUnavailable);

        async Task<RegistreFailure> FailAsync(string action)
        {
            await using var tab = await _bench.EnterAsync();
            await tab.Page.EvaluateAsync("action => document.forms[0].action = action", action);
            return await Should.ThrowAsync<RegistreFailure>(SendAsync(tab));
        }
    }

    /// <summary>Logins, sessions that are renewed on the way, and what is taken back: each as a browser would have it that sent everything itself.</summary>
    [Fact]
    public async Task Cookies_and_addresses_are_the_browsers_own_whoever_sends_the_request()
    {
        var asked = new ConcurrentQueue<RawRequest>();
        await using var server = new RawServer(request =>
        {
            asked.Enqueue(request);
            return request.Target switch
            {
                "/" => RawServer.Answer(200, "<form method=post action='/login?a=%7e'><input type=submit></form>", "Content-Type: text/html", "Set-Cookie: old=1"),
                "/login?a=%7e" => RawServer.Answer(
                    302,
                    "",
                    "Location: /r\u00e9ponse.asp?nom=\u00e9",
                    "Set-Cookie: session=a; HttpOnly; SameSite=Strict",
                    "Set-Cookie: nom=Jos\u00e9",
                    "Set-Cookie: kept=2; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT",
                    "Set-Cookie: old=; Max-Age=0"),
                "/r%E9ponse.asp?nom=%E9" => RawServer.Answer(
                    299, "<form method=post action=/who><input type=submit></form>", "Content-Type: text/html", "Set-Cookie: session=b; HttpOnly; SameSite=Strict"),
                _ => RawServer.Answer(200, "who", "Content-Type: text/html"),
            };
        });
        await using var tab = await _bench.OpenAsync();
        await tab.Page.GotoAsync(server.Url.AbsoluteUri);

        await SendAsync(tab);
        await SendAsync(tab);
        await tab.Page.GotoAsync(server.Url.AbsoluteUri + "by-itself");

        asked.Where(request => request.Target != "/favicon.ico").Select(request => (request.Method, request.Target, Cookie: request.Headers.GetValueOrDefault("Cookie"))).ShouldBe(
        [
            ("GET", "/", null),
            ("POST", "/login?a=%7e", "old=1"),
            ("GET", "/r%E9ponse.asp?nom=%E9", "session=a; nom=Jos\u00e9; kept=2"),
            ("POST", "/who", "nom=Jos\u00e9; kept=2; session=b"),
            ("GET", "/by-itself", "nom=Jos\u00c3\u00a9; kept=2; session=b"),
        ]);
        (await tab.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "session").HttpOnly.ShouldBeTrue();
    }

    /// <summary>The driver has authorities and ciphers of its own; nothing was sent to a site with which only it may agree.</summary>
    [Fact]
    public async Task Where_no_TLS_is_agreed_the_driver_is_asked_and_what_it_cannot_reach_either_is_doubt()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var server = new CountingServer(CountingServer.Says(RawServer.Answer(200, "")), certificate);
        await using var tab = await _bench.EnterAsync();
        await tab.Page.EvaluateAsync("action => document.forms[0].action = action", server.Url.AbsoluteUri);

        var failure = await Should.ThrowAsync<RegistreFailure>(SendAsync(tab));

        failure.Fault.ShouldBe(RegistreFault.SiteUnavailable);
        server.Connections.ShouldBe(2);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_driver_finds_nobody_for_was_never_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var tab = await _bench.EnterAsync();
        await tab.Page.EvaluateAsync("action => document.forms[0].action = action", $"https://{listener.LocalEndpoint}/");

        var sending = SendAsync(tab);
        using (var only = await listener.AcceptSocketAsync())
        {
            listener.Stop();
            await only.SendAsync("220 mail.example ready\r\n"u8.ToArray());
        }

        (await Should.ThrowAsync<RegistreFailure>(sending)).Fault.ShouldBe(RegistreFault.NotSent);
    }

    [Theory]
    [InlineData(SocketError.TimedOut, "AddressUnreachable")]
    [InlineData(SocketError.NetworkDown, "AddressUnreachable")]
    [InlineData(SocketError.AccessDenied, "AddressUnreachable")]
    [InlineData(null, "AddressUnreachable")]
    [InlineData(SocketError.HostNotFound, "NameNotResolved")]
    [InlineData(SocketError.ConnectionRefused, "ConnectionRefused")]
    public void Without_a_connection_nothing_left(SocketError? error, string word) => SingleSend.NeverSent(error).ShouldBe(word);

    [Theory]
    [InlineData("location.href = '/end'")]
    [InlineData("document.forms[0].submit()")]
    public async Task A_tab_that_is_shut_asks_for_nothing_more(string act)
    {
        await using var tab = await _bench.EnterAsync();
        var refused = new TaskCompletionSource<string>();
        tab.Page.RequestFailed += (_, request) => refused.TrySetResult(request.Url);

        tab.Shut();
        await tab.Page.EvaluateAsync($"() => {{ setTimeout(() => {{ {act} }}); }}");

        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _asked.Select(one => one.Request).ShouldBe(["GET /"]);
    }

    /// <summary>The mouse of the window behind would press what lies there at the same place.</summary>
    [Fact]
    public async Task What_is_in_another_window_is_pressed_in_that_window()
    {
        await using var tab = await _bench.EnterAsync();
        await tab.GoToAsync("behind", "entry");
        var window = await tab.Page.RunAndWaitForPopupAsync(() => tab.Page.EvaluateAsync("() => { window.open('/window'); }"));
        await window.WaitForLoadStateAsync();
        var save = (await tab.LookAsync("viewer")).Frames.SelectMany(frame => frame.Controls).Single(control => control.Words.Contains("Sauvegarder"));

        await tab.TouchAsync(save.Frame, save.Number, "download");

        (await window.EvaluateAsync<int>("() => window.pressed")).ShouldBe(1);
        (await tab.Page.EvaluateAsync<int>("() => window.pressed")).ShouldBe(0);
    }

    private static Task SendAsync(SiteTab tab) =>
        tab.ArriveAsync(page => page.ClickAsync("input[type=submit]", new() { Timeout = 0 }), "submit", TimeSpan.FromSeconds(30));

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Path)
        {
            case "/behind" or "/window":
                response.ContentType = "text/html";
                var words = request.Path == "/behind" ? "Soumettre" : "Sauvegarder";
                await response.WriteAsync($"<script>window.pressed = 0</script><button onclick='window.pressed++' style='position: fixed; inset: 0'>{words}</button>");
                break;
            case "/pay":
                response.Cookies.Append("lot", (await request.ReadFormAsync())["lot"].ToString());
                response.Cookies.Append("given", "at the form");
                response.Redirect("/first?a=1");
                break;
            case "/first":
                response.Cookies.Append("then", "at the first");
                response.Redirect("second/");
                break;
            case "/second/":
                response.Redirect("../end", permanent: false, preserveMethod: true);
                break;
            case "/end":
                response.ContentType = "text/html; charset=windows-1252";
                await response.Body.WriteAsync(new byte[] { 0xE9 });
                await response.WriteAsync($": lot={request.Cookies["lot"]}; given={request.Cookies["given"]}; then={request.Cookies["then"]}");
                break;
            case "/pay-badly-packed":
                response.Headers.ContentEncoding = "br";
                await response.Body.WriteAsync(new byte[] { 0x11, 0x11, 0x11, 0x11 });
                break;
            case "/lead-to-break":
                response.Redirect("/break");
                break;
            case "/lead-to-nobody":
                response.Redirect("http://127.0.0.1:61998/");
                break;
            default:
                context.Abort();
                break;
        }
    }
}
