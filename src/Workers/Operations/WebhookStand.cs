using System.Globalization;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Webhooks;

namespace Workers.Operations;

/// <summary>Why nothing is delivered and no signed call is taken, although somebody is registered.</summary>
internal enum WebhookTrouble
{
    /// <summary>This configuration has no WEBHOOK_KEY.</summary>
    NoKey,

    /// <summary>It has another than the one that the secrets are derived from.</summary>
    OtherKey,

    /// <summary>The database was restored or copied, and nobody has said that it may.</summary>
    Copied,
}

/// <summary>How webhooks and senders of one environment stand with this configuration.</summary>
/// <param name="Trouble">Null where all is well, and where nobody is registered.</param>
internal sealed record WebhookStand(TargetEnvironment Environment, long Webhooks, long Senders, WebhookTrouble? Trouble)
{
    /// <summary>What was found, for people.</summary>
    public string Found => string.Create(CultureInfo.InvariantCulture, $"{Environment.Label()}: {Webhooks} webhooks and {Senders} senders are registered, nothing is delivered and no signed call is taken: {Why}.");

    /// <summary>What ends it, for people.</summary>
    public string Remedy => Trouble switch
    {
        WebhookTrouble.NoKey => "Set WEBHOOK_KEY to that of the other servers, the same on each, and start the server again.",
        WebhookTrouble.OtherKey =>
            $"Set WEBHOOK_KEY to that of the other servers and start the server again. Where that key is lost, or the database is to serve {Environment.Label()} from now on: {Confirm}, then rotate each webhook and each sender.",
        _ => $"Where it takes the place of the former one: {Confirm}. Where both live on, rotate each webhook and each sender after that.",
    };

    /// <summary>The command that says that the database may deliver from where it lies, as it is typed.</summary>
    public string Confirm => $"Workers webhooks confirm --env {Environment.Label().ToLowerInvariant()}";

    private string Why => Trouble switch
    {
        WebhookTrouble.NoKey => "WEBHOOK_KEY is not set here",
        WebhookTrouble.OtherKey => "WEBHOOK_KEY is not the one that the database knows, or the database is a copy from another environment",
        _ => "the database was restored or copied, and nobody has said that it may call anybody from where it lies",
    };

    /// <exception cref="DatabaseException">No answer.</exception>
    public static async Task<WebhookStand> ReadAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        var key = queues.WebhookKey;
        var list = await queues.SendersOf(environment).ListAsync(key, null, cancellation);
        return new(environment, list.Webhooks, list.Senders.Count, TroubleOf(key is not null, list.Webhooks + list.Senders.Count, list.Refusal));
    }

    /// <summary>Pure.</summary>
    /// <param name="registered">Webhooks and senders.</param>
    public static WebhookTrouble? TroubleOf(bool hasKey, long registered, WebhookRefusal? refusal) =>
        registered == 0 ? null
        : !hasKey ? WebhookTrouble.NoKey
        : refusal switch
        {
            WebhookRefusal.Key => WebhookTrouble.OtherKey,
            WebhookRefusal.Home => WebhookTrouble.Copied,
            _ => null,
        };
}
