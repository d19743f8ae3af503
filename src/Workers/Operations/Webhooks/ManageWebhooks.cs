using System.Net;
using Workers.Database;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Webhooks;

namespace Workers.Operations.Webhooks;

/// <param name="Kinds">What of documents it is told; null or none: all.</param>
internal sealed record NewWebhook(string? Url, string? Description, IReadOnlyList<string>? Kinds, string By);

/// <param name="Secret">Told here and never again; null of one that was there before.</param>
internal sealed record ToldWebhook(WebhookEndpoint Endpoint, string? Secret);

/// <param name="Delivery">Of the trial.</param>
internal sealed record TriedWebhook(WebhookEndpoint Endpoint, Guid Delivery);

/// <summary>The addresses that are told what happens to documents: made, given other secrets, switched on and off, tried, and what was told to them.</summary>
internal static class ManageWebhooks
{
    private const int LongestUrl = 500;
    private const int LongestDescription = 200;
    private const int LongestKind = 60;
    private const int MostKinds = 50;
    private const string KindPrefix = "document.";

    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<WebhookList> ListAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        var store = queues.WebhooksOf(environment);
        var list = await Queues.AskAsync(environment, store.ListAsync(null, cancellation));
        return queues.WebhookKey is { } key ? await Queues.AskAsync(environment, store.ListAsync(key.CheckOf(environment, list.Identity), cancellation)) : list;
    }

    /// <param name="id">The same again makes no second one, and tells no secret.</param>
    /// <exception cref="OperationException">What is asked for is none, there are too many, or this server may not deliver there.</exception>
    public static async Task<ToldWebhook> MakeAsync(Queues queues, TargetEnvironment environment, Guid id, NewWebhook wanted, CancellationToken cancellation)
    {
        var key = RequireKey(queues);
        var url = Require(wanted, queues.Settings.Get<WebhookOptions>().Networks);
        var store = queues.WebhooksOf(environment);
        var identity = (await Queues.AskAsync(environment, store.ListAsync(null, cancellation))).Identity;
        var kinds = wanted.Kinds is { Count: > 0 } ? wanted.Kinds : null;
        var made = await Queues.AskAsync(environment, store.MakeAsync(id, url, (wanted.Description ?? "").Trim(), kinds, wanted.By, key.CheckOf(environment, identity), cancellation));
        return made.Endpoint is { } endpoint
            ? new(endpoint, made.IsMade ? WebhookKey.Show(key.SecretOf(environment, identity, endpoint.Id, endpoint.Generation)) : null) : throw Refused(environment, made.Refusal);
    }

    /// <summary>A secret of the next generation; former ones sign beside it for a day.</summary>
    /// <exception cref="OperationException">There is none of that id, or this server could not sign with it.</exception>
    public static async Task<ToldWebhook> RotateAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation)
    {
        var key = RequireKey(queues);
        var list = await ListAsync(queues, environment, cancellation);
        if (list.Refusal is { } refusal)
        {
            throw Refused(environment, refusal);
        }

        var endpoint = await ChangeAsync(environment, id, queues.WebhooksOf(environment).RotateAsync(id, cancellation));
        return new(endpoint, WebhookKey.Show(key.SecretOf(environment, list.Identity, endpoint.Id, endpoint.Generation)));
    }

    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<WebhookEndpoint> EnableAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => ChangeAsync(environment, id, queues.WebhooksOf(environment).EnableAsync(id, cancellation));

    /// <param name="why">For people.</param>
    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<WebhookEndpoint> DisableAsync(Queues queues, TargetEnvironment environment, Guid id, string why, CancellationToken cancellation) =>
        ChangeAsync(environment, id, queues.WebhooksOf(environment).DisableAsync(id, why, cancellation));

    /// <summary>With all that is to be told to it.</summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<WebhookEndpoint> RemoveAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => ChangeAsync(environment, id, queues.WebhooksOf(environment).RemoveAsync(id, cancellation));

    /// <exception cref="OperationException">There is none of that id.</exception>
    public static async Task<TriedWebhook> PingAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) =>
        await Queues.AskAsync(environment, queues.WebhooksOf(environment).PingAsync(id, cancellation)) is { Endpoint: { } endpoint, Delivery: { } delivery } ? new(endpoint, delivery) : throw Unknown(environment, id);

    /// <summary>Says that this database may call from where it lies now, with secrets of this server's key.</summary>
    /// <exception cref="OperationException">This server has no key, or the database did not answer.</exception>
    public static async Task<WebhookList> ConfirmAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        var (key, store) = (RequireKey(queues), queues.WebhooksOf(environment));
        var identity = (await Queues.AskAsync(environment, store.ListAsync(null, cancellation))).Identity;
        try
        {
            await Queues.AskAsync(environment, store.ConfirmAsync(key.CheckOf(environment, identity), cancellation));
        }
        catch (OperationException held) when (held.InnerException is DatabaseException { IsLocked: true })
        {
            throw new OperationException(
                OperationFailure.Unavailable, $"{environment.Label()}: not confirmed: the history came from elsewhere, and a transaction that has written to it keeps it from being taken over. Order it again when that has ended, or run 'migrate', which waits for it, and then this.", held);
        }

        return await ListAsync(queues, environment, cancellation);
    }

    /// <summary>The latest first.</summary>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static Task<DeliveryPage> ListDeliveriesAsync(Queues queues, TargetEnvironment environment, DeliveryQuery query, CancellationToken cancellation) =>
        Queues.AskAsync(environment, queues.WebhooksOf(environment).ListDeliveriesAsync(query, cancellation));

    /// <summary>Sends again what has ended, under its id.</summary>
    /// <returns>Whom it is told.</returns>
    /// <exception cref="OperationException">None of that id has ended.</exception>
    public static async Task<WebhookEndpoint> ReplayAsync(Queues queues, TargetEnvironment environment, Guid delivery, CancellationToken cancellation) =>
        await Queues.AskAsync(environment, queues.WebhooksOf(environment).ReplayAsync(delivery, cancellation))
        ?? throw Unended(delivery, [environment]);

    /// <summary>The same in the first environment that has it: a database that was copied has the other's too.</summary>
    /// <returns>Null where none that answered has one that has ended; and who did not answer.</returns>
    /// <exception cref="OperationException">All answered, and none has it.</exception>
    public static async Task<(TargetEnvironment? Place, IReadOnlyList<OperationException> Faults)> ReplayAnywhereAsync(Queues queues, Guid delivery, CancellationToken cancellation)
    {
        List<OperationException> faults = [];
        foreach (var environment in queues.Configured)
        {
            try
            {
                if (await Queues.AskAsync(environment, queues.WebhooksOf(environment).ReplayAsync(delivery, cancellation)) is not null)
                {
                    return (environment, faults);
                }
            }
            catch (OperationException away)
            {
                // It may be another's.
                faults.Add(away);
            }
        }

        return faults.Count > 0 ? (null, faults) : throw Unended(delivery, queues.Configured);
    }

    /// <exception cref="OperationException">There is none of that id, or the database did not answer.</exception>
    private static async Task<WebhookEndpoint> ChangeAsync(TargetEnvironment environment, Guid id, Task<ChangedWebhook> change) =>
        (await Queues.AskAsync(environment, change)).Endpoint ?? throw Unknown(environment, id);

    private static string Require(NewWebhook wanted, WebhookNetworks? allowed)
    {
        if (wanted.Url is not { Length: > 0 and <= LongestUrl } text || !Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || text.Any(letter => letter is <= ' ' or > '~'))
        {
            throw new OperationException(OperationFailure.Invalid, $"url: {Found(wanted.Url ?? "")}allowed: an https address of up to {LongestUrl} characters, without a user and without #.");
        }

        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && WebhookNetworks.IsInternal(address) && !(allowed?.Holds(address) ?? false))
        {
            throw new OperationException(OperationFailure.Invalid, $"url: {url.Host} lies inside a network. WEBHOOK_NETWORKS allows what may be reached there.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && allowed is null)
        {
            throw new OperationException(OperationFailure.Invalid, "url: plain HTTP is for addresses of WEBHOOK_NETWORKS alone. Give it https.");
        }

        if (TypedText.FaultOfReason("description", wanted.Description, LongestDescription) is { } fault)
        {
            throw new OperationException(OperationFailure.Invalid, fault);
        }

        if (wanted.Kinds is { Count: > MostKinds } || wanted.Kinds?.FirstOrDefault(kind => !IsKind(kind)) is not null)
        {
            throw new OperationException(
                OperationFailure.Invalid, $"kinds: found '{Printable.Of(wanted.Kinds.FirstOrDefault(kind => !IsKind(kind)) ?? "too many")}'; allowed: up to {MostKinds} of what happens to a document, such as document.stored; none for all.");
        }

        return url.AbsoluteUri;
    }

    /// <summary>What may hold a password is not said again: refusals are kept.</summary>
    private static string Found(string url) => url.Contains('@', StringComparison.Ordinal) ? "" : $"found '{Printable.Of(url)}'; ";

    private static bool IsKind(string kind) => kind.StartsWith(KindPrefix, StringComparison.Ordinal) && kind.Length is > 9 and <= LongestKind && kind.Skip(KindPrefix.Length).All(letter => char.IsAsciiLetterLower(letter) || letter is '_');

    /// <exception cref="OperationException">This server has none.</exception>
    public static WebhookKey RequireKey(Queues queues) => queues.WebhookKey ?? throw new OperationException(
        OperationFailure.Misconfigured, "Webhooks and signed calls are not set up: set WEBHOOK_KEY on every server that serves, the same on each ('openssl rand -base64 48').");

    /// <summary>Why nothing is delivered, and what to do.</summary>
    public static string Describe(TargetEnvironment environment, WebhookRefusal? why) => why switch
    {
        WebhookRefusal.Unused => $"{environment.Label()}: nothing was ever set up.",
        WebhookRefusal.Many => FormattableString.Invariant($"{environment.Label()} has {WebhookStore.MostEndpoints} webhooks, and no more are made: remove one."),
        WebhookRefusal.Home => $"{environment.Label()}: this database was restored or copied, and nobody has said that it may call anybody from here, or take signed calls. Where it takes the place of the former one: webhooks confirm.",
        _ => $"{environment.Label()}: this server's WEBHOOK_KEY is not the one that the secrets are derived from, or the database is a copy from another environment. Set the key of the other servers, or give every webhook and sender another secret by this key: webhooks confirm, then rotate each.",
    };

    private static OperationException Refused(TargetEnvironment environment, WebhookRefusal? why) => new(OperationFailure.Refused, Describe(environment, why));

    private static OperationException Unended(Guid delivery, IEnumerable<TargetEnvironment> asked) => new(
        OperationFailure.Refused, $"No delivery {delivery} in {string.Join(", ", asked.Select(environment => environment.Label()))} that is delivered or dead; what waits is sent by itself.");

    private static OperationException Unknown(TargetEnvironment environment, Guid id) => new(OperationFailure.Refused, $"No webhook {id} in {environment.Label()}.");
}
