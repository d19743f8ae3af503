using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Operations;
using Workers.Operations.Doctor;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>doctor [--only] [--offline] [--fix] [--json]</c>: what a daemon needs, looked at. Exit codes: 0 no fault, 1 a fault; 69 and 78 where Redis, a database or the settings are at fault, as every command has them.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string[]> Only = new("--only")
    {
        HelpName = "part",
        Description = $"Looks at this part alone; may be given several times: {string.Join(", ", DoctorParts.All)}.",
    };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Leaves out who is outside: Gemini and the registry." };

    private static readonly Option<bool> Fix = new("--fix") { Description = "First makes the repairs that harm nothing: missing folders, leftovers of dead processes, PostgREST's view of the schema." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        Only.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !DoctorParts.All.Contains(token.Value, StringComparer.Ordinal)))
            {
                result.AddError($"--only: found '{token.Value}'; allowed: {string.Join(", ", DoctorParts.All)}.");
            }
        });
        Only.CompletionSources.Add([.. DoctorParts.All]);
        var command = new Command(
            "doctor",
            "Looks at everything that a daemon needs (settings, machine, programs, Redis, environments, Gemini) and tells each fault with its remedy. Starts no work. Exit code 1 where there is a fault; 69 where Redis or a database did not answer, 78 where one is not set up or the settings are wrong.")
        {
            Only, Offline, Fix, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = LoadedSettings.Load(SettingsSource.Load(parsed.GetValue(CommonOptions.EnvFile)?.FullName, Directory.GetCurrentDirectory()));
        var order = new ExaminationOrder(parsed.GetValue(Only) ?? [], parsed.GetValue(Offline), parsed.GetValue(Fix));
        var report = await Examination.RunAsync(settings, order, TimeProvider.System, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(report, Indented));
        }
        else
        {
            foreach (var line in Lines(report))
            {
                await output.WriteLineAsync(Printable.Of(line));
            }
        }

        return ExitRule.Of(report.Lines.Select(line => line.Failure).OfType<OperationFailure>(), otherwise: report.Faults > 0 ? ExitCode.Differs : ExitCode.Success);
    }

    private static IEnumerable<string> Lines(DoctorReport report)
    {
        foreach (var line in report.Lines)
        {
            yield return $"{line.Level.ToString().ToLowerInvariant(),-8} {line.Part}: {line.Found}";
            if (line.Remedy is { } remedy)
            {
                yield return $"         -> {remedy}";
            }
        }

        yield return FormattableString.Invariant($"{report.Faults} faults, {report.Warnings} warnings");
    }
}
