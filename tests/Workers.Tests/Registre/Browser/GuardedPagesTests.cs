using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>A real Chromium, a server that keeps connections and never answers a form: what nobody waits for any more is sent by nobody.</summary>
[Collection(RegistreCollection.Name)]
public sealed class GuardedPagesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _downloads = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly SemaphoreSlim _unanswered = new(0);
    private WebApplication _server = null!;
    private Chromium _chromium = null!;
    private RegistreOptions _options = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _options = new() { BaseUrl = new(_server.Urls.Single()), PageTimeout = TimeSpan.FromSeconds(30) };
        _chromium = new(_options, _downloads.Path, TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await _server.DisposeAsync();
        _downloads.Dispose();
        _unanswered.Dispose();
    }

    /// <summary>Chromium may send by itself what it still holds for somebody who leaves. The page that is asked for afterwards comes later than that would.</summary>
    [Theory]
    [InlineData("tab", "/never", "POST /never", 10)]
    [InlineData("tab", "/lead-to-never", "GET /never", 10)]
    [InlineData("context", "/never", "POST /never", 5)]
    [InlineData("browser", "/never", "POST /never", 2)]
    public async Task What_is_unanswered_when_its_page_closes_is_not_sent_again(string closes, string action, string unanswered, int times)
    {
        for (var time = 1; time <= times; time++)
        {
            var guard = await OpenPageAsync();
            var tab = new SiteTab(guard, _options, TimeProvider.System, CancellationToken.None);
            await tab.GoToAsync("", "entry");
            await tab.Page.EvaluateAsync("action => { document.forms[0].action = action; document.forms[0].submit(); }", action);
            await _unanswered.WaitAsync(TimeSpan.FromSeconds(30));

            await (closes switch
            {
                "tab" => tab.DisposeAsync().AsTask(),
                "context" => _chromium.CloseContextAsync(tab.Page.Context),
                _ => _chromium.CloseAsync(),
            });
            guard.IsShut.ShouldBeTrue();
            await (await EnterAsync()).DisposeAsync();

            _asked.Count(one => one == unanswered).ShouldBe(time);
        }
    }

    [Fact]
    public async Task What_is_let_go_is_over_for_the_browser_and_nothing_more_is_sent()
    {
        var guard = await OpenPageAsync();
        var failed = new ConcurrentQueue<string>();
        using var told = new SemaphoreSlim(0);
        guard.Page.RequestFailed += (_, request) =>
        {
            failed.Enqueue($"{request.Method} {request.Failure}");
            told.Release();
        };
        await guard.Page.GotoAsync(_options.BaseUrl.AbsoluteUri);
        await guard.Page.EvaluateAsync("() => { document.forms[0].action = '/never'; document.forms[0].submit(); }");
        await _unanswered.WaitAsync(TimeSpan.FromSeconds(30));

        await guard.LetGoAsync();
        (await told.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        await guard.Page.EvaluateAsync("() => { document.forms[0].submit(); }");
        (await told.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();

        failed.ShouldBe(["POST net::ERR_ABORTED", "POST net::ERR_ABORTED"]);
        _asked.ShouldBe(["GET /", "POST /never"]);
    }

    /// <summary>TLS is being agreed while the tab gives up, and fails then: neither that connection nor the driver's carries the form.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_has_not_left_when_the_tab_gives_up_never_leaves(bool isShut)
    {
        await using var server = new CountingServer(CountingServer.Says(""));
        await using var tab = await EnterAsync();
        var refused = new TaskCompletionSource<string>();
        tab.Page.RequestFailed += (_, request) => refused.TrySetResult(request.Failure ?? "");
        await tab.Page.EvaluateAsync("action => document.forms[0].action = action", $"https://{server.Url.Authority}/");

        var sending = tab.ArriveAsync(page => page.ClickAsync("input[type=submit]", new() { Timeout = 0 }), "submit", TimeSpan.FromSeconds(isShut ? 30 : 2));
        await server.OpenedAsync();
        if (isShut)
        {
            tab.Shut();
        }
        else
        {
            (await Should.ThrowAsync<RegistreFailure>(sending)).Message.ShouldContain("did not answer");
        }

        await server.DisturbAsync("220 mail.example ready\r\n"u8.ToArray());

        (await refused.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("net::ERR_ABORTED");
        await Should.ThrowAsync<RegistreFailure>(sending);
        server.Connections.ShouldBe(1);
    }

    private async Task<SiteTab> EnterAsync()
    {
        var tab = new SiteTab(await OpenPageAsync(), _options, TimeProvider.System, CancellationToken.None);
        await tab.GoToAsync("", "entry");
        return tab;
    }

    private async Task<SingleSend> OpenPageAsync() => await SiteTab.OpenPageAsync(
        await _chromium.OpenContextAsync(CancellationToken.None), _options, TimeProvider.System, CancellationToken.None);

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Path == "/favicon.ico")
        {
            return;
        }

        _asked.Enqueue($"{request.Method} {request.Path}");
        switch (request.Path)
        {
            case "/":
                response.ContentType = "text/html";
                await response.WriteAsync("<form method=post action=/pay><input name=lot value='2 784 195'><input type=submit></form>");
                break;
            case "/lead-to-never":
                response.Redirect("/never");
                break;
            default:
                _unanswered.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }
    }
}
