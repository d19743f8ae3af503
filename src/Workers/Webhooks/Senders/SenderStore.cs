using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Webhooks.Senders;

/// <summary>The senders of one environment. Every call but a rotation may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class SenderStore(IDatabaseFunctions functions)
{
    public const int Most = 50;

    /// <summary>How long the secret before counts after a rotation.</summary>
    public static readonly TimeSpan Former = TimeSpan.FromDays(1);

    public TargetEnvironment Environment => functions.Environment;

    /// <param name="key">The server's; null where it has none.</param>
    /// <param name="only">One of them; null lists all.</param>
    public async Task<SenderList> ListAsync(WebhookKey? key, Guid? only, CancellationToken cancellation)
    {
        var told = await functions.CallAsync<Listed>("workers_senders", new { Id = only }, cancellation);
        var isOther = told.KeyCheck is { } known && known != key?.CheckOf(Environment, told.Identity);
        return new(told.Identity, told.Webhooks, told.Senders, isOther ? WebhookRefusal.Key : told.KnownRefusal);
    }

    public Task<ChangedSender> MakeAsync(Guid id, string name, string by, string keyCheck, CancellationToken cancellation) =>
        ChangeAsync(new { Verb = "make", Id = id, Name = name, By = by, KeyCheck = keyCheck, Most }, cancellation);

    public Task<ChangedSender> RotateAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "rotate", Id = id, FormerSeconds = Former.TotalSeconds }, cancellation);

    public Task<ChangedSender> EnableAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "enable", Id = id }, cancellation);

    public Task<ChangedSender> DisableAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "disable", Id = id }, cancellation);

    public Task<ChangedSender> RemoveAsync(Guid id, CancellationToken cancellation) => ChangeAsync(new { Verb = "remove", Id = id }, cancellation);

    /// <summary>A call of it was verified.</summary>
    public Task NoteUseAsync(Guid id, CancellationToken cancellation) => functions.CallAsync<Use>("workers_sender_used", new { Id = id }, cancellation);

    private Task<ChangedSender> ChangeAsync(object request, CancellationToken cancellation) => functions.CallAsync<ChangedSender>("workers_sender_change", request, cancellation);

    private sealed record Listed(Guid Identity, long Webhooks, IReadOnlyList<CallSender> Senders, string? KeyCheck = null, WebhookRefusal? KnownRefusal = null);

    private sealed record Use(bool Noted);
}
