using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Workers.Registre.Browser;

/// <summary>A real Chromium, a server that keeps connections and never answers a form: what nobody waits for any more is sent by nobody.</summary>
[Collection(RegistreCollection.Name)]
public sealed class GuardedPagesTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly SemaphoreSlim _unanswered = new(0);
    private BrowserBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await BrowserBench.StartAsync(context => _asked.Enqueue($"{context.Request.Method} {context.Request.Path}"), AnswerAsync);

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
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
            var guard = await _bench.OpenPageAsync();
            var tab = new SiteTab(guard, _bench.Options, TimeProvider.System, CancellationToken.None);
            await tab.GoToAsync("", "entry");
            await tab.Page.EvaluateAsync("action => { document.forms[0].action = action; document.forms[0].submit(); }", action);
            await _unanswered.WaitAsync(TimeSpan.FromSeconds(30));

            await (closes switch
            {
                "tab" => tab.DisposeAsync().AsTask(),
                "context" => _bench.Chromium.CloseContextAsync(tab.Page.Context),
                _ => _bench.Chromium.CloseAsync(),
            });
            guard.IsShut.ShouldBeTrue();
            await (await _bench.EnterAsync()).DisposeAsync();

            _asked.Count(one => one == unanswered).ShouldBe(time);
        }
    }

    [Fact]
    public async Task What_is_let_go_is_over_for_the_browser_and_nothing_more_is_sent()
    {
        var guard = await _bench.OpenPageAsync();
        var failed = new ConcurrentQueue<string>();
        using var told = new SemaphoreSlim(0);
        guard.Page.RequestFailed += (_, request) =>
        {
            failed.Enqueue($"{request.Method} {request.Failure}");
            told.Release();
        };
        await guard.Page.GotoAsync(_bench.Options.BaseUrl.AbsoluteUri);
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
        await using var tab = await _bench.EnterAsync();
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

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Path)
        {
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
