using Workers.Hosting.Environments;
using Workers.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Operations.Webhooks;

/// <param name="Secret">Told here and never again; null of one that was there before.</param>
internal sealed record ToldSender(CallSender Sender, string? Secret);

/// <summary>A sender as one environment knows it, with the secrets that count.</summary>
/// <param name="Secrets">The newest first; empty where this server may take no call of it.</param>
/// <param name="Refusal">Why it may not; null where it may.</param>
internal sealed record KnownSender(TargetEnvironment Environment, CallSender Sender, IReadOnlyList<byte[]> Secrets, WebhookRefusal? Refusal);

/// <summary>Systems of the office that add documents by signed calls: registered, given other secrets, switched off and on, removed.</summary>
internal static class ManageSenders
{
    private const int LongestName = 100;

    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static Task<SenderList> ListAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation) => ReadAsync(queues, environment, null, cancellation);

    /// <param name="id">The same again makes no second one, and tells no secret.</param>
    /// <exception cref="OperationException">The name is none, there are too many, or this server may take no calls there.</exception>
    public static async Task<ToldSender> AddAsync(Queues queues, TargetEnvironment environment, Guid id, string? name, string by, CancellationToken cancellation)
    {
        var key = ManageWebhooks.RequireKey(queues);
        if (TypedText.FaultOfName("name", name, LongestName, "in one line that tell which system it is") is { } fault)
        {
            throw new OperationException(OperationFailure.Invalid, fault);
        }

        var store = queues.SendersOf(environment);
        var identity = (await Queues.AskAsync(environment, store.ListAsync(key, id, cancellation))).Identity;
        var made = await Queues.AskAsync(environment, store.MakeAsync(id, name!.Trim(), by, key.CheckOf(environment, identity), cancellation));
        return made.Sender is { } sender ? new(sender, made.IsMade ? SecretOf(key, environment, identity, sender) : null) : throw Refused(environment, made.Refusal);
    }

    /// <summary>A secret of the next generation; the one before counts for a day more.</summary>
    /// <exception cref="OperationException">There is none of that id, or this server may take no calls there.</exception>
    public static async Task<ToldSender> RotateAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation)
    {
        var key = ManageWebhooks.RequireKey(queues);
        var list = await ReadAsync(queues, environment, id, cancellation);
        if (list.Refusal is { } refusal)
        {
            throw Refused(environment, refusal);
        }

        var sender = await ChangeAsync(environment, id, queues.SendersOf(environment).RotateAsync(id, cancellation));
        return new(sender, SecretOf(key, environment, list.Identity, sender));
    }

    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<CallSender> EnableAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => ChangeAsync(environment, id, queues.SendersOf(environment).EnableAsync(id, cancellation));

    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<CallSender> DisableAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => ChangeAsync(environment, id, queues.SendersOf(environment).DisableAsync(id, cancellation));

    /// <inheritdoc cref="ChangeAsync"/>
    public static Task<CallSender> RemoveAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => ChangeAsync(environment, id, queues.SendersOf(environment).RemoveAsync(id, cancellation));

    /// <summary>What a call that says to be of this sender is verified by.</summary>
    /// <returns>Null where the environment has none of that id that is switched on.</returns>
    /// <exception cref="OperationException">This server has no key, or the database did not answer.</exception>
    public static async Task<KnownSender?> LookAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation)
    {
        var key = ManageWebhooks.RequireKey(queues);
        var list = await ReadAsync(queues, environment, id, cancellation);
        if (list.Senders is not [{ DisabledAt: null } sender])
        {
            return null;
        }

        IReadOnlyList<byte[]> secrets = list.Refusal is not null ? [] : [.. sender.Former.Prepend(sender.Generation).Select(generation => key.SenderSecretOf(environment, list.Identity, id, generation))];
        return new(environment, sender, secrets, list.Refusal);
    }

    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task NoteUseAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation) => await Queues.AskAsync(environment, NotedAsync(queues.SendersOf(environment), id, cancellation));

    private static async Task<bool> NotedAsync(SenderStore store, Guid id, CancellationToken cancellation)
    {
        await store.NoteUseAsync(id, cancellation);
        return true;
    }

    private static Task<SenderList> ReadAsync(Queues queues, TargetEnvironment environment, Guid? only, CancellationToken cancellation) =>
        Queues.AskAsync(environment, queues.SendersOf(environment).ListAsync(queues.WebhookKey, only, cancellation));

    /// <exception cref="OperationException">There is none of that id, or the database did not answer.</exception>
    private static async Task<CallSender> ChangeAsync(TargetEnvironment environment, Guid id, Task<ChangedSender> change) =>
        (await Queues.AskAsync(environment, change)).Sender ?? throw new OperationException(OperationFailure.Refused, $"No sender {id} in {environment.Label()}.");

    private static string SecretOf(WebhookKey key, TargetEnvironment environment, Guid identity, CallSender sender) => WebhookKey.Show(key.SenderSecretOf(environment, identity, sender.Id, sender.Generation));

    private static OperationException Refused(TargetEnvironment environment, WebhookRefusal? why) => new(
        OperationFailure.Refused,
        why is WebhookRefusal.Many ? FormattableString.Invariant($"{environment.Label()} has {SenderStore.Most} senders, and no more are registered: remove one.") : ManageWebhooks.Describe(environment, why));
}
