using Workers.Capacity.Planning;

namespace Workers.Capacity.Ledger;

/// <summary>Why a reservation does not fit, in numbers and in words with the remedy (pure).</summary>
/// <param name="Free">What the worker could have had: neither held nor kept for workers that wait longer.</param>
/// <param name="Budget">What all workers of the server may hold together.</param>
/// <param name="Kept">What is kept for workers that wait longer.</param>
internal sealed record CapacityShortage(WorkerType Type, Footprint Need, Footprint Free, Footprint Budget, Footprint Kept)
{
    /// <summary>True when it would not fit on an idle server either.</summary>
    public bool NeverFits => !Need.FitsIn(Budget);

    public string Message
    {
        get
        {
            var count = Type is WorkerType.Registre ? "WORKER_COUNT" : "OCR_WORKER_POOL_SIZE";
            var (need, missing) = Need.MilliCpu > Free.MilliCpu
                ? ($"need {Amounts.Cpu(Need.MilliCpu)} vCPU, {Rest(Free.MilliCpu, Amounts.Cpu)} free of {Amounts.Cpu(Budget.MilliCpu)}", "SERVER_MAX_CPU")
                : ($"need {Amounts.Gigabytes(Need.Mebibytes)} GB, {Rest(Free.Mebibytes, Amounts.Gigabytes)} free of {Amounts.Gigabytes(Budget.Mebibytes)}", "SERVER_MAX_RAM");
            return $"Insufficient server capacity: {need}{KeptWords}; reduce {count} or raise {missing}";
        }
    }

    private string KeptWords => Kept == default ? "" : $" ({Amounts.Cpu(Kept.MilliCpu)} vCPU and {Amounts.Gigabytes(Kept.Mebibytes)} GB are kept for a worker that waits longer)";

    private static string Rest(int amount, Func<int, string> show) => show(Math.Max(0, amount));
}
