using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Listener;

/// <summary>A web server of its own within this process: HTTP/1.1 at one address, with nothing that is not asked for.</summary>
internal static class OwnServer
{
    /// <param name="patience">How long what runs at the end may take, and a request's headers to come.</param>
    /// <param name="bound">What it takes of whoever asks.</param>
    public static WebApplicationBuilder Begin(ListenAddress address, TimeSpan patience, Action<KestrelServerLimits> bound)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = patience);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.RequestHeadersTimeout = patience;
            bound(kestrel.Limits);
        });
        return builder;
    }

    /// <summary>Lets one that was started serve until it is to stop, and finish what runs then.</summary>
    public static async Task ServeAsync(WebApplication server, TimeSpan patience, TimeProvider time, CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var bound = new CancellationTokenSource(patience, time);
        await server.StopAsync(bound.Token);
    }
}
