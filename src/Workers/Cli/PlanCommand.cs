using System.CommandLine;
using System.Text.Json;
using Workers.Capacity;
using Workers.Hosting;
using Workers.Operations.Planning;

namespace Workers.Cli;

/// <summary><c>plan</c>: what fits on a server, as a table or as JSON.</summary>
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
            var report = ServerPlan.Of(CommonOptions.LoadSettings(parsed), parsed.GetValue(cpu), parsed.GetValue(ram));
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
