using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Web.Access;

/// <summary>A call that was verified: what a handler carries out, once under its id.</summary>
/// <param name="MessageId">The sender's own.</param>
/// <param name="Body">The bytes that were signed.</param>
internal sealed record SignedCall(string MessageId, ReadOnlyMemory<byte> Body);

/// <summary>
/// Verifies calls that senders sign. The sender is looked up before a body is read, in every environment that is served, since its id names none; the signature decides whose it is. Bounded: bodies that nobody
/// has verified yet are few at once, of each sender from each address fewer, and an environment whose database is away takes no seat of another.
/// </summary>
internal sealed class SignedCalls(Queues queues, GuessLimit guesses, TimeProvider time) : IDisposable
{
    private const int MostBodies = 8;
    private const int MostBodiesOfOne = 2;
    private const int MostWaiting = 20;

    private static readonly Problem Refused = new(
        StatusCodes.Status401Unauthorized, ProblemCode.SignatureRefused,
        "No sender of that id that is switched on signed these bytes: v1 is HMAC-SHA256, with the secret's bytes, over webhook-id, webhook-timestamp and the body as it is sent, with a dot between each ('senders rotate' gives another secret).");

    private readonly CheckSeats _seats = new(queues.Configured, "signed calls");

    private readonly PartitionedRateLimiter<string> _bodies = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(whose => RateLimitPartition.GetConcurrencyLimiter(whose, _ => Seats(MostBodiesOfOne))),
        PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ => Seats(MostBodies))));

    /// <param name="id">Whose call it says to be.</param>
    /// <returns>The sender as a caller, with its call among the request's features; or what it is answered.</returns>
    /// <exception cref="OperationException">It cannot be found out.</exception>
    /// <exception cref="SpentAddressException">It is not to be.</exception>
    /// <exception cref="RequestFaultException">The body does not come, or too many do.</exception>
    public async Task<(Caller? Caller, Problem? Refusal)> VerifyAsync(HttpContext context, Guid? id, SignedMessage message)
    {
        if (queues.WebhookKey is null)
        {
            throw NotHere();
        }

        // A sender that was good lately is heard although others of its address guess; what they guess takes nothing from it.
        var from = context.Connection.RemoteIpAddress;
        var (sound, guess) = ($"sender {id} from {AddressBlock.Of(from)}", $"guess {id}");
        guesses.Admit(from, sound);
        var (sender, body) = id is { } named ? await FindAsync(context, named, message) : (null, default);
        if (sender is null)
        {
            guesses.Note(from, guess, serves: false);
            return (null, Refused);
        }

        var now = time.GetUtcNow();
        if (!message.IsOf(now))
        {
            guesses.Note(from, guess, serves: false);
            return (null, new(StatusCodes.Status401Unauthorized, ProblemCode.TimestampRefused, string.Create(
                CultureInfo.InvariantCulture,
                $"webhook-timestamp: found {message.At.ToUnixTimeSeconds()} ({message.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z); this server's clock has {now.ToUnixTimeSeconds()} ({now.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z); allowed: up to {SignedMessage.Window.TotalSeconds:0} seconds between them. Sign each try anew, under the same webhook-id, and let the clocks be synchronised.")));
        }

        guesses.Note(from, sound, serves: true);
        await ManageSenders.NoteUseAsync(queues, sender.Environment, sender.Sender.Id, context.RequestAborted);
        context.Features.Set(new SignedCall(message.Id, body));
        var (known, role) = (sender.Sender, AccessRole.Office);
        return (new(sender.Environment, new(known.Id.ToString(), known.Name, role, known.MadeBy, known.MadeAt)) { Kind = "sender" }, null);
    }

    public void Dispose()
    {
        _bodies.Dispose();
        _seats.Dispose();
    }

    /// <returns>Whose secret signed the body; null where nobody's did.</returns>
    private async Task<(KnownSender? Sender, ReadOnlyMemory<byte> Body)> FindAsync(HttpContext context, Guid id, SignedMessage message)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            ReadOnlyMemory<byte>? body = null;
            var (isKnown, isBarred) = (false, false);
            OperationException? away = null;
            await foreach (var look in Task.WhenEach(queues.Configured.Select(environment => LookAsync(environment, id, end.Token))))
            {
                var (sender, why) = await look;
                away ??= why;
                isBarred |= sender?.Refusal is not null;
                if (sender is { Refusal: null })
                {
                    isKnown = true;
                    body ??= await ReadAsync(context, id);
                    if (sender.Secrets.Any(secret => message.IsSignedBy(secret, body.Value.Span)))
                    {
                        return (sender, body.Value);
                    }
                }
            }

            // Where it is known its secret decides; where somebody could not be asked, nobody knows whether it is.
            return isKnown ? (null, default) : away is not null ? throw away : isBarred ? throw NotHere() : (null, default);
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    private async Task<(KnownSender? Sender, OperationException? Away)> LookAsync(TargetEnvironment environment, Guid id, CancellationToken cancellation)
    {
        try
        {
            return (await _seats.AskAsync(environment, () => ManageSenders.LookAsync(queues, environment, id, cancellation), cancellation), null);
        }
        catch (OperationException away)
        {
            return (null, away);
        }
    }

    /// <summary>Its seat is kept until the call is answered.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, Guid id)
    {
        var seat = await _bodies.AcquireAsync($"{id} {AddressBlock.Of(context.Connection.RemoteIpAddress)}", cancellationToken: context.RequestAborted);
        context.Response.RegisterForDispose(seat);
        return seat.IsAcquired ? await RequestBody.ReadAsync(context, time) : throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status429TooManyRequests, "Too many signed calls are being read. Send it again soon."));
    }

    private static OperationException NotHere() => new(OperationFailure.Misconfigured, "Signed calls are not taken here just now; an operator has to look ('Workers doctor'). Send it again later.");

    private static ConcurrencyLimiterOptions Seats(int most) => new() { PermitLimit = most, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
}
