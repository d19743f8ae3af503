using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Operations;

namespace Workers.Web;

/// <summary>The HTTP API within a daemon, so that one machine needs one service. Where its port is taken the daemon works on, and it is tried again.</summary>
internal sealed partial class WebService(LoadedSettings settings, ListenAddress address, BackgroundLoops loops, UnservedPorts ports, TimeProvider time, ILoggerFactory loggers, ILogger<WebService> logger) : BackgroundService
{
    private const string Setting = "WEB_LISTEN";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync("web", null, (_, stop) => ServeAsync(stop), stoppingToken);

    private async Task ServeAsync(CancellationToken stop)
    {
        await using var queues = Queues.Open(settings);
        string? said = null;
        while (!stop.IsCancellationRequested)
        {
            // Until it fails again it is taken for served.
            ports.Served(Setting);
            try
            {
                await new WebServer(settings.Get<WebOptions>(), address, queues, loops, time, loggers).RunAsync(stop);
            }
            catch (Exception taken) when (taken is IOException or SocketException)
            {
                ports.Failed(Setting, address, taken.Message);
                if (said != taken.Message)
                {
                    LogNotServing(address, taken.Message, Again.TotalSeconds);
                }

                said = taken.Message;
                await Task.Delay(Again, time, stop);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The HTTP API is not served at {Address} and is tried again every {Seconds} s: {Reason} Where another program has the port, give WEB_LISTEN another one")]
    private partial void LogNotServing(ListenAddress address, string reason, double seconds);
}
