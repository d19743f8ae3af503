using System.Globalization;
using System.Text;
using Workers.Capacity;
using Workers.Capacity.Planning;

namespace Workers.Cli;

/// <summary>A plan in words (pure). Lines stay short enough for a narrow terminal.</summary>
internal static class PlanText
{
    public static string ForPeople(PlanReport plan)
    {
        var text = new StringBuilder();
        Line("Server", "", plan.Server);
        Line("Available", "", plan.Available);
        text.Append('\n');
        Line("Registre workers", Count(plan.Registre.Workers), plan.Registre.Footprint);
        Line("OCR pool (average)", Count(plan.Ocr.Workers), plan.Ocr.Footprint);
        Line("Total", "", plan.Total);
        text.Append(CultureInfo.InvariantCulture, $"{"Use of available",-20}{"",4}{plan.CpuPercent + " %",12}{plan.RamPercent + " %",12}\n\n");
        text.Append(Verdict(plan)).Append('\n');
        foreach (var wait in plan.Waiting)
        {
            text.Append(CultureInfo.InvariantCulture, $"Waits: {wait.Workers} {wait.Type.Word()}. {wait.Message}.\n");
        }

        return plan.Remedies.Concat(plan.Warnings).Aggregate(text, (all, line) => all.Append(line).Append('\n')).ToString();

        void Line(string name, string count, Footprint size) => text.Append(
            CultureInfo.InvariantCulture,
            $"{name,-20}{count,4}{Amounts.Cpu(size.MilliCpu) + " vCPU",12}{Amounts.Gigabytes(size.Mebibytes) + " GB",12}\n");
    }

    public static object ForMachines(PlanReport plan) => new
    {
        server = Size(plan.Server),
        available = Size(plan.Available),
        registre = new { workers = plan.Registre.Workers, running = plan.RegistreRunning, size = Size(plan.Registre.Footprint) },
        ocr = new { workers = plan.Ocr.Workers, running = plan.OcrRunning, size = Size(plan.Ocr.Footprint) },
        total = Size(plan.Total),
        cpuPercent = plan.CpuPercent,
        ramPercent = plan.RamPercent,
        fits = plan.Fits,
        waiting = plan.Waiting.Select(wait => new { type = wait.Type.Word(), workers = wait.Workers, neverFits = wait.NeverFits, message = wait.Message }),
        remedies = plan.Remedies,
        warnings = plan.Warnings,
    };

    private static string Verdict(PlanReport plan) => plan switch
    {
        { NothingFits: true } => "Nothing that is configured fits on this server.",
        { Fits: false } => string.Create(
            CultureInfo.InvariantCulture, $"{plan.RegistreRunning} Registre and {plan.OcrRunning} OCR workers run; the rest waits."),
        { Ocr.Workers: 0 } => "Fits: Registre workers only, nothing is read.",
        { Registre.Workers: 0 } => "Fits: the OCR pool only, nothing is bought.",
        _ => "Fits.",
    };

    private static object Size(Footprint size) => new { cpu = size.MilliCpu / 1000m, ram = Math.Round(size.Mebibytes / 1024m, 2) };

    private static string Count(int workers) => workers.ToString(CultureInfo.InvariantCulture);
}
