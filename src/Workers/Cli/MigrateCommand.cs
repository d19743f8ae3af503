using System.CommandLine;
using System.Globalization;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Cli;

/// <summary><c>migrate</c>: brings databases to what this program needs; also the way over from an older numbering of statuses.</summary>
internal static class MigrateCommand
{
    private static readonly Option<bool> Print = new("--print") { Description = "Prints one script for Supabase's SQL editor instead of running it." };

    private static readonly Option<bool> Convert = new("--convert-statuses")
    {
        Description = "Converts a queue in which 4 means Erreur, 5 Extraction complété and 6 OCR en traitement. Only shows what would change, unless --apply.",
    };

    private static readonly Option<bool> Revert = new("--revert") { Description = "With --convert-statuses: takes the last conversion back." };

    private static readonly Option<bool> Apply = new("--apply") { Description = "With --convert-statuses: does it, in one transaction." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database to what this program needs; a second run does no harm.")
        {
            EnvironmentOption, Print, Convert, Revert, Apply,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Print))
        {
            await output.WriteAsync(MigrationScript.Build());
            return ExitCode.Success;
        }

        if (!parsed.GetValue(Convert) && (parsed.GetValue(Apply) || parsed.GetValue(Revert)))
        {
            throw new CommandException(ExitCode.Usage, "--apply and --revert belong to --convert-statuses.");
        }

        var exitCode = ExitCode.Success;
        foreach (var (name, address) in Targets(parsed))
        {
            try
            {
                await (parsed.GetValue(Convert) ? ConvertAsync(parsed, name, address, cancellation) : ApplyAsync(output, name, address, cancellation));
            }
            catch (CommandException fault)
            {
                // What one environment refuses keeps no other from being brought up to date.
                await parsed.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
                exitCode = Math.Max(exitCode, fault.ExitCode);
            }
            catch (OperationException fault)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
                exitCode = Math.Max(exitCode, CommandLine.ExitCodeOf(fault.Failure));
            }
        }

        return exitCode;
    }

    private static async Task ApplyAsync(TextWriter output, TargetEnvironment name, PostgresAddress address, CancellationToken cancellation)
    {
        var applied = await Queues.AskAsync(name, Migrator.ApplyAsync(address, cancellation, step => output.WriteLine($"{name.Label()}: {step}")));
        var what = applied.Count == 0 ? "the schema was up to date" : "applied " + string.Join(", ", applied);
        await output.WriteLineAsync($"{name.Label()}: {what}; {MigrationScript.PublicFunctions.Count} functions are in place ({address}).");
    }

    /// <exception cref="CommandException">No database can be reached directly.</exception>
    private static List<(TargetEnvironment Name, PostgresAddress Address)> Targets(ParseResult parsed)
    {
        var settings = CommonOptions.LoadSettings(parsed, ConfiguredEnvironments.Require);
        var asked = parsed.GetValue(EnvironmentOption);
        var environments = ConfiguredEnvironments.Of(settings).Where(environment => asked is null || environment.Name == asked).ToArray();
        List<(TargetEnvironment, PostgresAddress)> targets = [];
        List<string> unreachable = asked is { } name && environments.Length == 0 ? [name.Label()] : [];
        foreach (var environment in environments)
        {
            if (PostgresAddress.TryParse(environment.Options.DatabaseUrl, out var address))
            {
                targets.Add((environment.Name, address));
            }
            else
            {
                unreachable.Add(environment.Name.Label());
            }
        }

        return unreachable.Count == 0
            ? targets
            : throw new CommandException(ExitCode.Configuration, string.Join(Environment.NewLine, unreachable.Select(label =>
                $"{label}: migrate needs {label}_SUPABASE_DB_URL (in Supabase: Connect, session pooler). Or paste the output of: workers migrate --print, into the project's SQL editor.")));
    }

    private static async Task ConvertAsync(ParseResult parsed, TargetEnvironment name, PostgresAddress address, CancellationToken cancellation)
    {
        var (back, apply) = (parsed.GetValue(Revert), parsed.GetValue(Apply));
        var report = await Queues.AskAsync(name, StatusConversion.RunAsync(address, back, apply, cancellation));
        if (report.Fault is { } fault)
        {
            throw new CommandException(ExitCode.Data, $"{name.Label()}: {fault}.");
        }

        var output = parsed.InvocationConfiguration.Output;
        if (report.Idle is { } idle)
        {
            await output.WriteLineAsync($"{name.Label()}: {idle}.");
            return;
        }

        await output.WriteLineAsync($"{name.Label()}: {(apply ? "changed" : "would change")} {report.Moves.Sum(move => move.Count).ToString(CultureInfo.InvariantCulture)} documents:");
        foreach (var move in report.Moves)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {move.FromStatus} -> {move.ToStatus}  {move.DocumentSource ?? "(no source)",-16} {move.Count,8}"));
        }

        if (!apply)
        {
            await output.WriteLineAsync("Nothing was changed. Stop everything that writes the older numbering, then add --apply.");
        }
    }
}
