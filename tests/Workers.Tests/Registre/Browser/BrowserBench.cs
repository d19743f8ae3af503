using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Support;

namespace Workers.Registre.Browser;

/// <summary>A real Chromium and a server that keeps its connections; how that answers is the test's, but for the form that its entrance shows.</summary>
internal sealed class BrowserBench : IAsyncDisposable
{
    private readonly TemporaryFolder _downloads = new();
    private readonly WebApplication _server;

    private BrowserBench(WebApplication server)
    {
        _server = server;
        Options = new() { BaseUrl = new(server.Urls.Single()), PageTimeout = TimeSpan.FromSeconds(30) };
        Chromium = new(Options, _downloads.Path, TimeProvider.System, NullLogger.Instance);
    }

    public Chromium Chromium { get; }

    public RegistreOptions Options { get; }

    /// <param name="hear">Told of every request but those for the browser's own icon.</param>
    /// <param name="answer">Answers all addresses but the entrance.</param>
    public static async Task<BrowserBench> StartAsync(Action<HttpContext> hear, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            if (context.Request.Path == "/favicon.ico")
            {
                return;
            }

            hear(context);
            if (context.Request.Path != "/")
            {
                await answer(context);
                return;
            }

            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<form method=post action=/pay><input name=lot value='2 784 195'><input type=submit></form>");
        });
        await server.StartAsync();
        return new(server);
    }

    public async Task<SingleSend> OpenPageAsync() =>
        await SiteTab.OpenPageAsync(await Chromium.OpenContextAsync(CancellationToken.None), Options, TimeProvider.System, CancellationToken.None);

    public async Task<SiteTab> OpenAsync() =>
        await SiteTab.OpenAsync(await Chromium.OpenContextAsync(CancellationToken.None), Options, TimeProvider.System, CancellationToken.None);

    /// <summary>A tab that shows the entrance.</summary>
    public async Task<SiteTab> EnterAsync()
    {
        var tab = await OpenAsync();
        await tab.GoToAsync("", "entry");
        return tab;
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        await _server.DisposeAsync();
        _downloads.Dispose();
    }
}
