namespace Workers.Hosting.Startup;

/// <summary>What of this machine stands against a start.</summary>
/// <param name="Said">What was found, with the remedy.</param>
/// <param name="MayPass">Nothing has to be set otherwise: a machine without time or room just then.</param>
internal sealed record StartFault(string Said, bool MayPass = false)
{
    /// <returns>One of all; null where there is none.</returns>
    public static StartFault? Of(IReadOnlyCollection<StartFault> faults) =>
        faults.Count == 0 ? null : new(string.Join(" ", faults.Select(fault => fault.Said)), faults.All(fault => fault.MayPass));
}
