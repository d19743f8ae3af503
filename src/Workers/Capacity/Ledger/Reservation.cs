namespace Workers.Capacity.Ledger;

/// <summary>
/// What one worker holds of the server, from its grant until it is given back. The ledger alone knows what is held; this asks it, and
/// remembers only what it last was.
/// </summary>
/// <param name="grant">The operation that took it.</param>
internal sealed class Reservation(CapacityLedger ledger, string workerId, WorkerType type, string grant)
{
    private WorkerType _last = type;

    public string WorkerId => workerId;

    /// <summary>Names the grant: the same for a call that was answered again.</summary>
    public string Grant => grant;

    /// <summary>What it is held for; while that is not certain, and after it was lost, what it last certainly was.</summary>
    public WorkerType Type => _last = ledger.HeldType(workerId) ?? _last;

    /// <summary>Whether it is certain at this moment, by this machine's own clock. Without that no work is begun.</summary>
    public bool IsCertain => ledger.Holds(workerId);

    /// <inheritdoc cref="CapacityLedger.SwapAsync"/>
    public async Task<SwapAnswer> SwapAsync(WorkerType to, CancellationToken cancellation)
    {
        var answer = await ledger.SwapAsync(workerId, to, cancellation);
        _last = answer is SwapAnswer.Swapped ? to : _last;
        return answer;
    }
}
