using System.CommandLine;
using System.Text.Json;
using Workers.Capacity;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Hosting;
using Workers.Supervisor;

namespace Workers.Cli;

/// <summary><c>plan</c>: the ledger's arithmetic without a ledger. Needs neither Redis nor an environment.</summary>
internal static class PlanCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var cpu = Amount("--cpu", "vCPU", "vCPUs of the server to plan for; without it, SERVER_MAX_CPU.");
        var ram = Amount("--ram", "GB", "RAM of the server to plan for; without it, SERVER_MAX_RAM.");
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("plan", "Shows what fits on a server, without starting anything.") { cpu, ram, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommonOptions.LoadSettings(parsed);
            var configured = settings.Get<CapacityOptions>();
            var options = new CapacityOptions
            {
                MaxCpu = parsed.GetValue(cpu) ?? configured.MaxCpu,
                MaxRam = parsed.GetValue(ram) ?? configured.MaxRam,
                ReserveCpuPercent = configured.ReserveCpuPercent,
                ReserveRamPercent = configured.ReserveRamPercent,
            };
            var workers = settings.Get<SupervisorOptions>();
            var report = CapacityPlan.Of(
                options, MachineSize.Measure(), new(workers.RegistreWorkers, workers.OcrPool, workers.OcrMinimum.Index, workers.OcrMinimum.Acte));
            var text = parsed.GetValue(json) ? JsonSerializer.Serialize(PlanText.ForMachines(report), Json) + "\n" : PlanText.ForPeople(report);
            await parsed.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<ServerAmount?> Amount(string name, string unit, string description) => new(name)
    {
        HelpName = unit,
        Description = description,
        CustomParser = result =>
        {
            if (ServerAmount.TryParse(result.Tokens[0].Value, out var amount))
            {
                return amount;
            }

            result.AddError($"{name}: found '{result.Tokens[0].Value}'; allowed: {ServerAmount.Allowed}.");
            return null;
        },
    };
}
