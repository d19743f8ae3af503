namespace Simulators.OtherRegistre;

/// <summary>A fault that waits for its request.</summary>
internal sealed record ArmedFault(OtherFault Fault, OtherStep Step, TimeSpan Delay);

/// <summary>Faults by step, taken in the order in which they were armed.</summary>
internal sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<ArmedFault> _armed = [];

    public void Arm(OtherFault fault, OtherStep step, int count, int skip, TimeSpan delay)
    {
        lock (_gate)
        {
            for (var i = 0; i < skip; i++)
                _armed.Add(new(OtherFault.Slow, step, TimeSpan.Zero));
            for (var i = 0; i < count; i++)
                _armed.Add(new(fault, step, delay));
        }
    }

    public ArmedFault? Take(OtherStep step)
    {
        lock (_gate)
        {
            var index = _armed.FindIndex(armed => armed.Step == step);
            if (index < 0)
                return null;
            var fault = _armed[index];
            _armed.RemoveAt(index);
            return fault;
        }
    }

    public int Left
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }
}
