using System.Globalization;
using Workers.Capacity.Planning;
using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Supervisor.SupervisorOptions))]

namespace Workers.Supervisor;

/// <summary>How many workers of each kind, and how they start and stop.</summary>
internal sealed class SupervisorOptions : ICheckedOptions
{
    private readonly bool _indexIsAsked;
    private readonly bool _acteIsAsked;

    [Setting("WORKER_COUNT", "Registre workers (each a Chromium of 3 vCPU and 1 GB).", Min = 0, Max = 64, Steerable = true)]
    public int RegistreWorkers { get; init; } = 1;

    [Setting("OCR_WORKER_POOL_SIZE", "OCR workers that switch between index and acte as the queue asks; 0 reads nothing.", Min = 0, Max = 256, Steerable = true)]
    public int OcrPool { get; init; } = 4;

    [Setting("OCR_MIN_INDEX_WORKERS", "Workers of the pool always kept for index documents; the default yields to a pool of 0 or 1.", Min = 0, Max = 256, Steerable = true)]
    public int OcrMinIndex
    {
        get;
        init
        {
            field = value;
            _indexIsAsked = true;
        }
    } = 1;

    [Setting("OCR_MIN_ACTE_WORKERS", "Workers of the pool always kept for acte documents; the default yields to a pool of 0 or 1.", Min = 0, Max = 256, Steerable = true)]
    public int OcrMinActe
    {
        get;
        init
        {
            field = value;
            _acteIsAsked = true;
        }
    } = 1;

    [Setting("OCR_REBALANCE_INTERVAL_MS", "How often the split of the pool is decided, in milliseconds.", Min = 100, Max = 3_600_000)]
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("SHUTDOWN_GRACE_SECONDS", "How long running documents may finish after the first SIGTERM or Ctrl-C, in seconds.", Min = 0, Max = 86_400)]
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The minimums in force: none for an empty pool, and one worker alone serves both modes; what was not asked for yields.</summary>
    public Split OcrMinimum => OcrPool < 2
        ? default
        : new(
            _indexIsAsked ? OcrMinIndex : Math.Clamp(OcrPool - OcrMinActe, 0, OcrMinIndex),
            _acteIsAsked ? OcrMinActe : Math.Clamp(OcrPool - OcrMinIndex, 0, OcrMinActe));

    /// <summary>What the capacity plan is asked for when these pools run.</summary>
    public PoolRequest RequestFor(Pools pools) => new(
        pools.HasFlag(Pools.Registre) ? RegistreWorkers : 0,
        pools.HasFlag(Pools.Ocr) ? OcrPool : 0,
        pools.HasFlag(Pools.Ocr) ? OcrMinimum.Index : 0,
        pools.HasFlag(Pools.Ocr) ? OcrMinimum.Acte : 0);

    public IEnumerable<ConfigurationFault> Check()
    {
        if (OcrPool == 0)
        {
            yield break;
        }

        var (index, acte) = (_indexIsAsked ? OcrMinIndex : 0, _acteIsAsked ? OcrMinActe : 0);
        if (index > OcrPool)
        {
            yield return AbovePool("OCR_MIN_INDEX_WORKERS", index);
        }

        if (acte > OcrPool)
        {
            yield return AbovePool("OCR_MIN_ACTE_WORKERS", acte);
        }

        if (index <= OcrPool && acte <= OcrPool && OcrPool > 1 && index + acte > OcrPool)
        {
            yield return AbovePool("OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS", index + acte);
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
