namespace Simulators.Registre;

/// <summary>The faults that are switched on now.</summary>
internal sealed class Switchboard
{
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];

    /// <summary>Told of every fault that strikes, on the thread of the visit, before its effect.</summary>
    public Action<Fault>? Struck { get; set; }

    public IReadOnlyList<Fault> On()
    {
        lock (gate)
        {
            return [.. faults];
        }
    }

    public void Switch(Fault fault)
    {
        lock (gate)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Switches off what <see cref="Switch"/> switched on and has not struck its times.</summary>
    public void Remove(FaultName name)
    {
        lock (gate)
        {
            faults.RemoveAll(fault => fault.Name == name);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>The fault that strikes here, counted once; null when all goes well.</summary>
    public Fault? Strike(FaultName name, Step step, RegisteredDocument? document)
    {
        var fault = Take(name, step, document);
        if (fault is not null)
        {
            Struck?.Invoke(fault);
        }

        return fault;
    }

    private Fault? Take(FaultName name, Step step, RegisteredDocument? document)
    {
        lock (gate)
        {
            var at = faults.FindIndex(fault => fault.Strikes(name, step, document));
            if (at < 0)
            {
                return null;
            }

            var fault = faults[at];
            if (fault.Times is 1)
            {
                faults.RemoveAt(at);
            }
            else if (fault.Times is { } times)
            {
                faults[at] = fault with { Times = times - 1 };
            }

            return fault;
        }
    }
}
