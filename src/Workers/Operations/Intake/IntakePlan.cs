using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <param name="Environment">Of rows that name none; null takes the only one that is configured, if there is only one.</param>
/// <param name="SkipBad">Adds the good rows where there are bad ones.</param>
internal sealed record IntakeRequest(IReadOnlyList<FileRow> Rows, TargetEnvironment? Environment, bool SkipBad);

/// <summary>Documents of one environment, in the order asked.</summary>
internal sealed record EnvironmentIntake(TargetEnvironment Environment, IReadOnlyList<DocumentOrder> Orders)
{
    public IReadOnlyList<NewDocument> Documents => [.. Orders.Select(order => order.Document)];
}

/// <summary>What would be added, and what is wrong with the rest (pure).</summary>
internal sealed record IntakePlan(IReadOnlyList<RowFault> Faults, IReadOnlyList<DocumentOrder> Orders, bool SkipBad)
{
    /// <summary>Rows with at least one fault.</summary>
    public int BadRows => Faults.Select(fault => fault.Place).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Nothing is added unless every row is good, or the bad ones are to be skipped.</summary>
    public bool IsAdmitted => BadRows == 0 || SkipBad;

    /// <summary>What is to be added; nothing of a plan that is not admitted.</summary>
    public IReadOnlyList<EnvironmentIntake> Environments => !IsAdmitted ? [] :
    [
        .. from order in Orders
           group order by order.Environment into orders
           select new EnvironmentIntake(orders.Key, [.. orders]),
    ];

    /// <param name="configured">The environments that can be written to.</param>
    public static IntakePlan Of(IntakeRequest request, IReadOnlyList<TargetEnvironment> configured)
    {
        var fallback = request.Environment ?? (configured is [var only] ? only : null);
        var faults = new List<RowFault>();
        var orders = request.Rows.Select(row => DocumentRow.Read(row, fallback, configured, faults)).OfType<DocumentOrder>().ToList();
        var doubtful = SharedKeys(orders);
        faults.AddRange(doubtful);
        var places = doubtful.Select(fault => fault.Place).ToHashSet(StringComparer.Ordinal);
        return new(faults, [.. orders.Where(order => !places.Contains(order.Place))], request.SkipBad);
    }

    /// <summary>Rows that ask for different documents under one key: which of them was meant nobody knows.</summary>
    private static List<RowFault> SharedKeys(IEnumerable<DocumentOrder> orders) =>
    [
        .. from order in orders
           where order.Document.IdempotencyKey is not null
           let named = (order.Where, order.Document.Asked)
           group named by (order.Environment, Key: order.Document.IdempotencyKey) into sharing
           let first = sharing.First()
           let other = sharing.FirstOrDefault(one => one.Asked != first.Asked)
           where other.Where is not null
           from named in sharing
           select new RowFault(
               named.Where,
               Remark.Of("row.shared_key", new() { ["key"] = TypedText.Show(sharing.Key.Key!), ["place"] = (named.Asked == first.Asked ? other : first).Where })),
    ];
}
