using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Redis;

namespace Workers.Capacity;

/// <summary>
/// The way to more capacity: first the memory that is really free is asked, then the ledger. Either can say no; what is held already
/// is never taken away here.
/// </summary>
internal sealed class Admission(CapacityLedger ledger, MemoryMeter meter, CapacityOptions options) : IDisposable
{
    /// <summary>One at a time, so that each is decided with those admitted before it in sight.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private MemoryGateState _gate = MemoryGateState.Open;
    private UnseenGrowth _growth = UnseenGrowth.None;

    /// <summary>For people: what is measured, or why nothing is.</summary>
    public string Describe() => (options.LiveMeasurement, meter.Read().Sources) switch
    {
        (false, _) => "Free memory is not measured (SERVER_LIVE_MEASUREMENT is off): the ledger alone admits workers.",
        (true, null) => "Free memory cannot be measured here (neither a cgroup v2 nor /proc/meminfo tells it): the ledger alone admits workers.",
        (true, { } sources) => $"Free memory is measured before a worker starts: {sources}.",
    };

    /// <inheritdoc cref="CapacityLedger.ReserveAsync"/>
    public async Task<ReserveAnswer> ReserveAsync(string workerId, WorkerType type, CancellationToken cancellation, bool shadow = false)
    {
        try
        {
            return await InTurnAsync(
                workerId, holdsAlready: null, type,
                async () => await ledger.ReserveAsync(workerId, type, cancellation, shadow),
                shortage => new ReserveAnswer.Delayed(shortage), cancellation);
        }
        catch (RedisFailureException away)
        {
            return new ReserveAnswer.Unavailable(away.Message);
        }
    }

    /// <summary>As <see cref="Reservation.SwapAsync"/>; a change to a smaller type is never delayed.</summary>
    public async Task<SwapAnswer> SwapAsync(Reservation held, WorkerType to, CancellationToken cancellation)
    {
        try
        {
            return await InTurnAsync(
                held.WorkerId, held.Type, to,
                async () => await held.SwapAsync(to, cancellation),
                shortage => new SwapAnswer.Delayed(shortage), cancellation);
        }
        catch (RedisFailureException away)
        {
            return new SwapAnswer.Unavailable(away.Message);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<TAnswer> InTurnAsync<TAnswer>(
        string workerId, WorkerType? holdsAlready, WorkerType type, Func<Task<TAnswer>> askLedgerAsync, Func<MemoryShortage, TAnswer> delayed, CancellationToken cancellation)
    {
        var need = Footprint.Of(type).Mebibytes - (holdsAlready is { } held ? Footprint.Of(held).Mebibytes : 0);
        if (!options.LiveMeasurement || need <= 0)
        {
            return await askLedgerAsync();
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            return await MeasureAsync(workerId, holdsAlready, type, need, cancellation) is { } shortage ? delayed(shortage) : await askLedgerAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<MemoryShortage?> MeasureAsync(string workerId, WorkerType? holdsAlready, WorkerType type, int need, CancellationToken cancellation)
    {
        var snapshot = await ledger.ReadAsync(cancellation);
        _growth = _growth.Next(snapshot);
        if (holdsAlready is null && snapshot.Workers.Any(worker => worker.WorkerId == workerId))
        {
            // The ledger still holds it, only this process lost its certainty: nothing would be taken that is not taken already.
            return null;
        }

        (_gate, var shortage) = MemoryGate.Decide(_gate, meter.Read(), type, need, _growth.MebibytesAt(snapshot.Now));
        return shortage;
    }
}
