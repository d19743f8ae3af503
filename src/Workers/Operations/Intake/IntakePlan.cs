using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Intake;

/// <summary>The good documents of one environment.</summary>
internal sealed record IntakeGroup(TargetEnvironment Environment, IReadOnlyList<NewDocument> Documents);

/// <summary>What rows come to: nothing is added unless every row is good, or the bad ones are to be skipped (pure).</summary>
/// <param name="Faults">Everything that is wrong, in the rows' order.</param>
/// <param name="Bad">Rows with a fault.</param>
/// <param name="Good">Rows without one.</param>
/// <param name="IsRefused">Bad rows keep the good ones from being added.</param>
/// <param name="ToAdd">What is to be added, by environment; empty when it is refused.</param>
internal sealed record IntakePlan(IReadOnlyList<RowFault> Faults, int Bad, int Good, bool IsRefused, IReadOnlyList<IntakeGroup> ToAdd)
{
    /// <param name="fallback">The environment of rows that name none; null when each must.</param>
    /// <param name="configured">The environments that can be written to.</param>
    public static IntakePlan Of(IReadOnlyList<FileRow> rows, TargetEnvironment? fallback, IReadOnlyList<TargetEnvironment> configured, bool skipBad)
    {
        var faults = new List<RowFault>();
        var orders = rows.Select(row => DocumentRow.Read(row, fallback, configured, faults)).OfType<DocumentOrder>().ToList();
        var bad = faults.Select(fault => fault.Place).Distinct(StringComparer.Ordinal).Count();
        var groups = orders.GroupBy(order => order.Environment).Select(group => new IntakeGroup(group.Key, [.. group.Select(order => order.Document)]));
        var isRefused = bad > 0 && !skipBad;
        return new(faults, bad, orders.Count, isRefused, isRefused ? [] : [.. groups]);
    }
}
