using System.Globalization;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;

namespace Workers.Capacity.Planning;

/// <summary>How many workers are asked for.</summary>
/// <param name="MinIndex">Of the pool, always reading index documents.</param>
/// <param name="MinActe">Of the pool, always reading actes.</param>
internal sealed record PoolRequest(int Registre, int OcrPool, int MinIndex, int MinActe);

/// <summary>What fits on a server, by the arithmetic of the ledger: Registre workers first, then the pool's minimums, then the rest of the pool (pure).</summary>
internal static class CapacityPlan
{
    public static PlanReport Of(CapacityOptions options, MachineSize machine, PoolRequest request)
    {
        var budget = Budget.Of(options, machine);
        var held = default(Footprint);
        var running = new List<WorkerType>();
        var refused = new List<CapacityShortage>();
        foreach (var type in Order(request))
        {
            var need = Footprint.Of(type);
            if ((held + need).FitsIn(budget))
            {
                held += need;
                running.Add(type);
            }
            else
            {
                refused.Add(new(type, need, budget - held, budget, default));
            }
        }

        var registreRunning = running.Count(type => type is WorkerType.Registre);
        var registre = new PlanLine(request.Registre, request.Registre * Footprint.Of(WorkerType.Registre));
        var ocr = new PlanLine(request.OcrPool, Average(request.OcrPool));
        var total = registre.Footprint + ocr.Footprint;
        return new(Budget.Server(options, machine), budget, registre, ocr, total,
            Percent(total.MilliCpu, budget.MilliCpu), Percent(total.Mebibytes, budget.Mebibytes),
            registreRunning, running.Count - registreRunning,
            Waiting(refused), refused.Count == 0 ? [] : Remedies(options, budget, request, registreRunning, total));
    }

    /// <summary>The order in which workers are admitted. What the minimums leave of the pool goes to both modes in turn.</summary>
    public static IReadOnlyList<WorkerType> Order(PoolRequest request)
    {
        var index = Math.Min(request.MinIndex, request.OcrPool);
        var acte = Math.Min(request.MinActe, request.OcrPool - index);
        List<WorkerType> order =
        [
            .. Enumerable.Repeat(WorkerType.Registre, request.Registre),
            .. Enumerable.Repeat(WorkerType.IndexOcr, index),
            .. Enumerable.Repeat(WorkerType.ActeOcr, acte),
        ];
        while (index + acte < request.OcrPool)
        {
            var isActe = acte <= index;
            order.Add(isActe ? WorkerType.ActeOcr : WorkerType.IndexOcr);
            (index, acte) = isActe ? (index, acte + 1) : (index + 1, acte);
        }

        return order;
    }

    /// <summary>A pool's footprint when half of it reads index documents and half actes.</summary>
    public static Footprint Average(int pool)
    {
        var two = Footprint.Of(WorkerType.IndexOcr) + Footprint.Of(WorkerType.ActeOcr);
        return new(pool * two.MilliCpu / 2, pool * two.Mebibytes / 2);
    }

    private static IReadOnlyList<PlanWait> Waiting(List<CapacityShortage> refused) =>
    [
        .. from shortage in refused
           group shortage by shortage.Type into kind
           select new PlanWait(kind.Key, kind.Count(), kind.First().NeverFits, kind.First().Message),
    ];

    private static List<string> Remedies(CapacityOptions options, Footprint budget, PoolRequest request, int registre, Footprint average)
    {
        var remedies = new List<string>();
        if (registre < request.Registre && registre > 0)
        {
            remedies.Add($"Set WORKER_COUNT={Text(registre)}, which fits.");
        }

        var pool = Enumerable.Range(0, request.OcrPool + 1).Last(size => Fits(budget, request with { Registre = registre, OcrPool = size }));
        if (pool < request.OcrPool)
        {
            remedies.Add($"Set OCR_WORKER_POOL_SIZE={Text(pool)}, which fits.");
        }

        var exact = Sum(Order(request));
        var cpu = WholeServer(Math.Max(average.MilliCpu, exact.MilliCpu), options.ReserveCpuPercent, 1000m);
        var ram = WholeServer(Math.Max(average.Mebibytes, exact.Mebibytes), options.ReserveRamPercent, 1024m);
        remedies.Add(string.Create(CultureInfo.InvariantCulture,
            $"Or raise SERVER_MAX_CPU to at least {cpu:0.#} and SERVER_MAX_RAM to at least {ram:0.#}, on a server that has as much."));
        return remedies;
    }

    private static bool Fits(Footprint budget, PoolRequest request) => Sum(Order(request)).FitsIn(budget);

    private static Footprint Sum(IEnumerable<WorkerType> types) => types.Aggregate(default(Footprint), (sum, type) => sum + Footprint.Of(type));

    /// <summary>The smallest server, in tenths, whose budget holds this much.</summary>
    private static decimal WholeServer(int amount, int reservePercent, decimal unit) =>
        Math.Ceiling(amount * 100m / (100 - reservePercent) / unit * 10) / 10;

    private static int Percent(int part, int whole) =>
        whole == 0 ? 0 : (int)Math.Round(part * 100m / whole, MidpointRounding.AwayFromZero);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What <c>plan</c> shows.</summary>
/// <param name="Server">The whole server.</param>
/// <param name="Available">What workers may hold: the server less the reserve.</param>
/// <param name="Ocr">The pool at its average footprint, half index and half acte.</param>
/// <param name="Total">What all that is asked for holds together.</param>
/// <param name="CpuPercent">The total as a share of what is available.</param>
/// <param name="RamPercent">The total as a share of what is available.</param>
/// <param name="Remedies">Settings to change; empty when everything fits.</param>
internal sealed record PlanReport(
    Footprint Server,
    Footprint Available,
    PlanLine Registre,
    PlanLine Ocr,
    Footprint Total,
    int CpuPercent,
    int RamPercent,
    int RegistreRunning,
    int OcrRunning,
    IReadOnlyList<PlanWait> Waiting,
    IReadOnlyList<string> Remedies)
{
    /// <summary>What beside vCPU and memory keeps workers waiting.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool Fits => Waiting.Count == 0;

    /// <summary>Something is asked for and nothing of it can run.</summary>
    public bool NothingFits => Waiting.Count > 0 && RegistreRunning + OcrRunning == 0;
}

internal readonly record struct PlanLine(int Workers, Footprint Footprint);

/// <param name="NeverFits">True when one alone is too large for the server.</param>
/// <param name="Message">Why the first of them waits, as the ledger says it.</param>
internal sealed record PlanWait(WorkerType Type, int Workers, bool NeverFits, string Message);
