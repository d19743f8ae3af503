using System.Globalization;
using Workers.Capacity.Planning;

namespace Workers.Capacity.Measurement;

/// <summary>Why a worker waits although the ledger might have room, in words with the remedy (pure).</summary>
internal abstract record MemoryShortage(WorkerType Type)
{
    public abstract string Message { get; }

    private string Count => Type is WorkerType.Registre ? "WORKER_COUNT" : "OCR_WORKER_POOL_SIZE";

    /// <param name="NeedMebibytes">What it would take.</param>
    /// <param name="UnseenMebibytes">What workers that just started are still expected to take.</param>
    /// <param name="Limit">Where it is tightest.</param>
    internal sealed record TooLittleFree(WorkerType Type, int NeedMebibytes, int UnseenMebibytes, MemoryLimit Limit) : MemoryShortage(Type)
    {
        public override string Message
        {
            get
            {
                var total = Limit.TotalMebibytes;
                var expected = UnseenMebibytes > 0 ? $" ({Amounts.Gigabytes(UnseenMebibytes)} GB of it expected by workers that just started)" : "";
                return $"Insufficient memory {Limit.Place}: {Type.Word()} needs {Amounts.Gigabytes(NeedMebibytes)} GB, "
                    + $"{Amounts.Gigabytes(Limit.FreeMebibytes)} GB free of {Amounts.Gigabytes(total)}{expected}, {Amounts.Gigabytes(MemoryGate.Floor(total))} GB must stay free; "
                    + $"it starts by itself at {Amounts.Gigabytes(NeedMebibytes + UnseenMebibytes + MemoryGate.Resume(total))} GB; reduce {Count} or what else runs here, or give it more memory";
            }
        }
    }

    internal sealed record UnderPressure(WorkerType Type, MemoryPressure Pressure) : MemoryShortage(Type)
    {
        public override string Message => string.Create(CultureInfo.InvariantCulture,
            $"Insufficient memory: tasks stood still for memory {Pressure.Percent:0.#} % of the last 10 s ({Pressure.Source}); {Type.Word()} starts by itself at {MemoryGate.PressureReleases:0.#} % or less; reduce {Count} or what else runs here, or give it more memory");
    }
}
