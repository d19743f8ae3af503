using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Feed;
using Workers.Operations;
using Workers.Webhooks;

namespace Workers.Web.Live;

/// <summary>Delivers the webhooks of all environments as long as this server serves; a message tells what the stream of events does.</summary>
internal sealed partial class WebhookDeliveries(Queues queues, BackgroundLoops loops, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<WebhookDeliveries>();

    /// <summary>Until it is stopped. A server without a key delivers none, and says so where there are some.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var options = queues.Settings.Get<WebhookOptions>();
        if (options.Key is not { } text)
        {
            await Task.WhenAll(queues.Configured.Select(environment => SayAsync(environment, stop)));
            return;
        }

        using var sender = new WebhookSender(options.Networks, time);
        await Task.WhenAll(queues.Configured.Select(environment => loops.RunAsync(
            $"webhooks {environment.Label()}",
            WebhookLoop.LongestPace,
            new WebhookLoop(queues.WebhooksOf(environment), new(text), sender, DataOf, SafeRandom.Instance, time, loggers.CreateLogger<WebhookLoop>()).RunAsync,
            stop)));
    }

    public static (string Type, string Data) DataOf(FeedEvent happened)
    {
        var view = DocumentEventView.Of(happened);
        return (view.Kind, JsonSerializer.Serialize(view, WebJson.Options));
    }

    private async Task SayAsync(TargetEnvironment environment, CancellationToken stop)
    {
        try
        {
            var stand = await Queues.AskAsync(environment, WebhookStand.ReadAsync(queues, environment, stop));
            if (stand.Trouble is not null)
            {
                LogNoKey(stand.Found, stand.Remedy);
            }
        }
        catch (OperationException)
        {
            // Whoever serves it with a key says more.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Found} {Remedy}")]
    private partial void LogNoKey(string found, string remedy);
}
