using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>
/// The reservations of one server, shared by all its daemons through Redis. Checking and taking is one step there,
/// so the sum never exceeds the budget; what is not renewed ends by itself.
/// </summary>
internal sealed partial class CapacityLedger(LedgerScripts scripts, TimeProvider time, ILogger<CapacityLedger> logger)
{
    /// <summary>Certainty ends this long before the reservation does, for clocks that run at different speeds.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly LedgerHoldings _holdings = new(time, scripts.Daemon.TimeToLive - Margin);

    /// <summary>Tells when a reservation ended without being given back; the worker starts no further work.</summary>
    public event Action<string>? ReservationLost;

    /// <summary>Makes this daemon and its budget known.</summary>
    /// <param name="isFirst">No database that is served has ever known a daemon: a Redis that knows nothing has forgotten nothing.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<OpenAnswer> OpenAsync(CancellationToken cancellation, bool isFirst = false)
    {
        var reply = await scripts.OpenAsync(isFirst, cancellation);
        if (reply.Word == "foreign")
        {
            return new(ForeignText(reply), TimeSpan.Zero);
        }

        var ledger = await ReadAsync(cancellation);
        return new(null, ledger.OpensIn);
    }

    /// <param name="workerId">Unique among all processes of the server.</param>
    /// <param name="shadow">When it does not fit: keep room for it against those that come later. Repeat the call to keep the place; <see cref="ReleaseAsync"/> gives it up.</param>
    public async Task<ReserveAnswer> ReserveAsync(string workerId, WorkerType type, CancellationToken cancellation, bool shadow = false)
    {
        if (_holdings.Find(workerId) is { IsGranted: true } && !Holds(workerId))
        {
            await RenewAsync(cancellation);
        }

        if (_holdings.Certain(workerId) is { } certain && certain.Type == type)
        {
            return new ReserveAnswer.Granted(new(this, workerId, type, certain.Operation));
        }

        string[] earlier = _holdings.Find(workerId) is { } known ? [known.Operation, known.InDoubt ?? ""] : [];
        var (operation, sentAt) = (NewOperation(), time.GetTimestamp());
        _holdings.Set(new(workerId, type, operation, 0, sentAt) { IsGranted = false });
        try
        {
            var reply = await scripts.ReserveAsync(workerId, operation, type, shadow, earlier, cancellation);
            if (reply.Word == "granted")
            {
                _holdings.Set(new(workerId, type, operation, reply.Number(1), sentAt));
                return new ReserveAnswer.Granted(new(this, workerId, type, operation));
            }

            _holdings.Remove(workerId);
            return reply.Word switch
            {
                "refused" => new ReserveAnswer.Refused(Shortage(type, reply)),
                "recovering" => new ReserveAnswer.Unavailable(RecoveringText(reply.Number(1))),
                "foreign" => new ReserveAnswer.Unavailable(ForeignText(reply)),
                "taken" => new ReserveAnswer.Unavailable($"Another process holds a reservation as {workerId}."),
                _ => new ReserveAnswer.Unavailable("The daemon has given back its share of the ledger."),
            };
        }
        catch (RedisFailureException away)
        {
            return new ReserveAnswer.Unavailable(away.Message);
        }
    }

    /// <summary>Changes a worker's type between two documents, atomically; a type that does not fit leaves the old one.</summary>
    public async Task<SwapAnswer> SwapAsync(string workerId, WorkerType to, CancellationToken cancellation)
    {
        if (_holdings.Find(workerId) is { InDoubt: not null })
        {
            await RenewAsync(cancellation);
        }

        if (_holdings.Find(workerId) is not { IsGranted: true } held)
        {
            return new SwapAnswer.Lost();
        }

        if (held.InDoubt is not null)
        {
            return new SwapAnswer.Unavailable("An earlier change is still in doubt.");
        }

        if (held.Type == to)
        {
            return new SwapAnswer.Swapped();
        }

        var (operation, sentAt) = (NewOperation(), time.GetTimestamp());
        _holdings.Set(held with { IsChanging = true });
        try
        {
            var reply = await scripts.SwapAsync(workerId, held.Operation, operation, to, cancellation);
            switch (reply.Word)
            {
                case "granted":
                    _holdings.Set(new(workerId, to, operation, reply.Number(1), sentAt));
                    return new SwapAnswer.Swapped();
                case "refused":
                    _holdings.Set(held);
                    return new SwapAnswer.Refused(Shortage(to, reply));
                case "foreign":
                    _holdings.Set(held);
                    return new SwapAnswer.Unavailable(ForeignText(reply));
                default:
                    _holdings.Remove(workerId);
                    return new SwapAnswer.Lost();
            }
        }
        catch (RedisFailureException away)
        {
            _holdings.Set(held with { InDoubt = operation, TypeInDoubt = to });
            return new SwapAnswer.Unavailable(away.Message);
        }
        catch (OperationCanceledException)
        {
            _holdings.Set(held with { InDoubt = operation, TypeInDoubt = to });
            throw;
        }
    }

    /// <summary>Gives back a reservation or a place in the queue; may be repeated. When Redis is away it ends by its time to live.</summary>
    public async Task ReleaseAsync(string workerId, CancellationToken cancellation)
    {
        var known = _holdings.Find(workerId);
        _holdings.Remove(workerId);
        try
        {
            await scripts.ReleaseAsync(workerId, known is null ? [] : [known.Operation, known.InDoubt ?? ""], cancellation);
        }
        catch (RedisFailureException away)
        {
            LogNotReleased(workerId, away.Message);
        }
    }

    /// <summary>Renews everything this process holds, in one call; takes again what Redis lost where it still fits.</summary>
    /// <returns>Whether it was renewed.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellation) => await TryRenewAsync(cancellation) is null;

    /// <inheritdoc cref="RenewAsync"/>
    /// <returns>Why nothing was renewed; null when it was.</returns>
    public async Task<RedisFailureException?> TryRenewAsync(CancellationToken cancellation)
    {
        Holding[] sent = [.. _holdings.All().Where(holding => holding is { IsGranted: true, IsChanging: false })];
        var sentAt = time.GetTimestamp();
        try
        {
            var reply = await scripts.RenewAsync(sent, cancellation);
            if (reply.Word == "foreign")
            {
                return new RedisRefusedException(ForeignText(reply));
            }

            foreach (var (holding, state) in sent.Zip(reply.States(sent.Length)))
            {
                Settle(holding, state, sentAt);
            }

            return null;
        }
        catch (RedisFailureException failure)
        {
            return failure;
        }
    }

    /// <summary>Whether a worker's reservation is certain at this moment, by this machine's own clock.</summary>
    public bool Holds(string workerId) => _holdings.Certain(workerId) is not null;

    /// <summary>What a worker certainly holds a reservation for; null when it is not certain.</summary>
    public WorkerType? HeldType(string workerId) => _holdings.Certain(workerId)?.Type;

    /// <summary>Workers of this process that hold a reservation, certain or in doubt, or ask for one.</summary>
    public IReadOnlySet<string> KnownHolders => _holdings.All().Select(holding => holding.WorkerId).ToHashSet(StringComparer.Ordinal);

    /// <summary>Gives back a reservation that no worker of this process knows of.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task GiveBackAsync(string workerId, string operation, CancellationToken cancellation) =>
        KnownHolders.Contains(workerId) ? Task.CompletedTask : scripts.ReleaseAsync(workerId, [operation], cancellation);

    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task<CapacitySnapshot> ReadAsync(CancellationToken cancellation) => scripts.ReadAsync(cancellation);

    /// <summary>Gives back everything of this process, for good.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        foreach (var holding in _holdings.All())
        {
            _holdings.Remove(holding.WorkerId);
        }

        try
        {
            await scripts.CloseAsync(cancellation);
        }
        catch (RedisFailureException away)
        {
            LogNotReleased("everything", away.Message);
        }
    }

    private void Settle(Holding holding, string state, long sentAt)
    {
        var found = state switch
        {
            "kept" => holding with { SentAt = sentAt, InDoubt = null },
            "changed" => new Holding(holding.WorkerId, holding.TypeInDoubt, holding.InDoubt!, holding.StartedAt, sentAt),
            _ => null,
        };
        if (_holdings.Replace(holding, found) && found is null)
        {
            LogLost(holding.WorkerId);
            ReservationLost?.Invoke(holding.WorkerId);
        }
    }

    private static string NewOperation() => Guid.NewGuid().ToString("N");

    private static CapacityShortage Shortage(WorkerType type, LedgerReply reply)
    {
        var (need, held, budget, kept) = (reply.Footprint(1), reply.Footprint(3), reply.Footprint(5), reply.Footprint(7));
        return new(type, need, budget - held - kept, budget, kept);
    }

    private static string RecoveringText(long milliseconds) => string.Create(CultureInfo.InvariantCulture,
        $"Redis is new or lost the capacity ledger; nothing starts for {milliseconds / 1000m:0.#} s while running daemons register what they hold.");

    private static string ForeignText(LedgerReply reply) =>
        $"The capacity ledger in this Redis belongs to the machine '{reply.Host}'. Set SERVER_ID to a different name on each server, or REDIS_KEY_PREFIX to a different prefix for each deployment.";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reservation of {WorkerId} ended before it was given back: it starts no further document until it has a new one.")]
    private partial void LogLost(string workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis could not be told that {WorkerId} gives back its reservation ({Why}); it ends by itself.")]
    private partial void LogNotReleased(string workerId, string why);
}
