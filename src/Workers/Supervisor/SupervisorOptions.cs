using System.Globalization;
using Workers.Hosting.Settings;

namespace Workers.Supervisor;

/// <summary>How many workers of each kind, and how they start and stop.</summary>
internal sealed class SupervisorOptions : ICheckedOptions
{
    [Setting("WORKER_COUNT", "Registre workers (each a Chromium of 3 vCPU and 1 GB).", Min = 0, Max = 64)]
    public int RegistreWorkers { get; init; } = 1;

    [Setting("OCR_WORKER_POOL_SIZE", "OCR workers that switch between index and acte as the queue asks; 0 reads nothing.", Min = 0, Max = 256)]
    public int OcrPool { get; init; } = 4;

    [Setting("OCR_MIN_INDEX_WORKERS", "Workers of the pool always kept for index documents; default 1 where the pool has room.", Min = 0, Max = 256, Example = "1")]
    public int? OcrMinIndex { get; init; }

    [Setting("OCR_MIN_ACTE_WORKERS", "Workers of the pool always kept for acte documents; default 1 where the pool has room.", Min = 0, Max = 256, Example = "1")]
    public int? OcrMinActe { get; init; }

    [Setting("OCR_REBALANCE_INTERVAL_MS", "How often the split of the pool is decided, in milliseconds.", Min = 100, Max = 3_600_000)]
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("SHUTDOWN_GRACE_SECONDS", "How long running documents may finish after the first SIGTERM or Ctrl-C, in seconds.", Min = 0, Max = 86_400)]
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The minimums in force: none for an empty pool, and one worker alone serves both modes.</summary>
    public Split OcrMinimum => OcrPool < 2
        ? default
        : new(OcrMinIndex ?? Math.Clamp(OcrPool - (OcrMinActe ?? 1), 0, 1), OcrMinActe ?? Math.Clamp(OcrPool - (OcrMinIndex ?? 1), 0, 1));

    public IEnumerable<ConfigurationFault> Check()
    {
        if (OcrPool == 0)
        {
            yield break;
        }

        if (OcrMinIndex > OcrPool)
        {
            yield return AbovePool("OCR_MIN_INDEX_WORKERS", OcrMinIndex.Value);
        }

        if (OcrMinActe > OcrPool)
        {
            yield return AbovePool("OCR_MIN_ACTE_WORKERS", OcrMinActe.Value);
        }

        if (OcrMinIndex <= OcrPool && OcrMinActe <= OcrPool && OcrPool > 1 && OcrMinIndex + OcrMinActe > OcrPool)
        {
            yield return AbovePool("OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS", OcrMinIndex.Value + OcrMinActe.Value);
        }
    }

    private ConfigurationFault AbovePool(string variable, int found) => new(
        variable,
        found.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"at most OCR_WORKER_POOL_SIZE ({OcrPool})"),
        "Lower the minimum or raise OCR_WORKER_POOL_SIZE.");
}

/// <summary>How many workers of the OCR pool read index documents and how many read actes.</summary>
internal readonly record struct Split(int Index, int Acte)
{
    public int Total => Index + Acte;
}
