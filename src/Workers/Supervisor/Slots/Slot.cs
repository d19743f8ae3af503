using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Jobs.Leases;

namespace Workers.Supervisor.Slots;

/// <summary>One place for a worker: what the plan ordered, what it is now. The supervisor writes orders, the slot's loop writes the rest.</summary>
internal sealed class Slot(string workerId, Pools pool, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private WorkerType? _order;
    private Reservation? _reservation;
    private RunningJob? _job;
    private string? _blockedBy;
    private long _idleSince = time.GetTimestamp();
    private int _restarts;
    private CancellationTokenSource _changed = new();

    public string WorkerId { get; } = workerId;

    public Pools Pool { get; } = pool;

    /// <summary>What it shall be from its next boundary between documents; null rests.</summary>
    public WorkerType? Order
    {
        get
        {
            lock (_gate)
            {
                return _order;
            }
        }
    }

    /// <summary>Fires when the order changes; take it before reading <see cref="Order"/>.</summary>
    public CancellationToken OrderChanged
    {
        get
        {
            lock (_gate)
            {
                return _changed.Token;
            }
        }
    }

    /// <returns>Whether this is news.</returns>
    public bool Give(WorkerType? order)
    {
        CancellationTokenSource changed;
        lock (_gate)
        {
            if (_order == order)
            {
                return false;
            }

            _order = order;
            _blockedBy = order is null ? null : _blockedBy;
            (changed, _changed) = (_changed, new CancellationTokenSource());
        }

        // Not disposed: a loop may just be taking its token.
        changed.Cancel();
        return true;
    }

    /// <summary>
    /// The reservation under which it works; null when it rests or was refused one. Who merely got no answer still keeps it: it may be
    /// certain again with the next renewal.
    /// </summary>
    public Reservation? Reservation
    {
        get
        {
            lock (_gate)
            {
                return _reservation;
            }
        }
    }

    /// <summary>What it holds as far as plans go: a running document keeps its type, and who waits holds only what is certain.</summary>
    private WorkerType? Held => _job is null && _blockedBy is not null && _reservation is { IsCertain: false } ? null : _reservation?.Type;

    /// <summary>It works under this reservation, and waits no longer.</summary>
    public void Keep(Reservation reservation)
    {
        lock (_gate)
        {
            _idleSince = _reservation is null || _blockedBy is not null ? time.GetTimestamp() : _idleSince;
            (_reservation, _blockedBy) = (reservation, null);
        }
    }

    /// <summary>Takes note of what came of asking for a reservation.</summary>
    public void Take(ReserveAnswer answer)
    {
        if (answer is ReserveAnswer.Granted granted)
        {
            Keep(granted.Reservation);
            return;
        }

        lock (_gate)
        {
            _reservation = answer is ReserveAnswer.Refused ? null : _reservation;
            _blockedBy = answer.WhyNot;
        }
    }

    /// <summary>It neither holds nor wants anything.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            (_reservation, _blockedBy) = (null, null);
        }
    }

    /// <param name="reason">Why it may not start although it should; null when it may.</param>
    public void Block(string? reason)
    {
        lock (_gate)
        {
            _blockedBy = reason;
        }
    }

    public void Begin(RunningJob job)
    {
        lock (_gate)
        {
            _job = job;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            (_job, _idleSince) = (null, time.GetTimestamp());
        }
    }

    /// <summary>Ends the running document, if there is one.</summary>
    public void Interrupt(StopCause cause)
    {
        lock (_gate)
        {
            _job?.End(cause);
        }
    }

    public void CountRestart() => Interlocked.Increment(ref _restarts);

    public void Dispose() => _changed.Dispose();

    public SlotView View()
    {
        lock (_gate)
        {
            var held = Held;
            var idle = _job is null && held is not null ? time.GetElapsedTime(_idleSince) : TimeSpan.Zero;
            return new(WorkerId, held, _job is not null, idle, _blockedBy is not null);
        }
    }

    /// <summary>What <c>status</c> shows of it.</summary>
    public SlotReport Report()
    {
        lock (_gate)
        {
            var held = Held;
            var state = (_job, held, _blockedBy) switch
            {
                (not null, _, _) => SlotState.Working,
                (_, not null, _) => SlotState.Idle,
                (_, _, not null) => SlotState.Blocked,
                _ => SlotState.Resting,
            };
            return new(
                WorkerId, Pool, held ?? _order, state, _job?.Environment, _job?.Job.Id, _job?.Job.DocumentSource, _job?.Job.DocumentNumber, _blockedBy, _restarts);
        }
    }
}

internal enum SlotState
{
    Resting,
    Blocked,
    Idle,
    Working,
}
