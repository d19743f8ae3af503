using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Schema;

namespace Workers.Cli;

/// <summary><c>migrate</c>: brings databases to what this program needs; also the way over from an older numbering of statuses.</summary>
internal static class MigrateCommand
{
    private static readonly Option<bool> Print = new("--print") { Description = "Prints one script for Supabase's SQL editor instead of running it." };

    private static readonly Option<bool> PlanOption = new("--plan") { Description = "Shows what would be done, what it locks and for how long, and which programs go on running meanwhile; changes nothing." };

    private static readonly Option<bool> Convert = new("--convert-statuses")
    {
        Description = "Converts a queue in which 4 means Erreur, 5 Extraction complété and 6 OCR en traitement. Only shows what would change, unless --apply.",
    };

    private static readonly Option<bool> Revert = new("--revert") { Description = "With --convert-statuses: takes the last conversion back." };

    private static readonly Option<bool> Apply = new("--apply") { Description = "With --convert-statuses: does it, in one transaction." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database to what this program needs; a second run does no harm, and daemons of the former version go on.")
        {
            EnvironmentOption, PlanOption, Print, Convert, Revert, Apply,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Print))
        {
            await output.WriteAsync(MigrateSchema.Script);
            return ExitCode.Success;
        }

        if (!parsed.GetValue(Convert) && (parsed.GetValue(Apply) || parsed.GetValue(Revert)))
        {
            throw new CommandException(ExitCode.Usage, "--apply and --revert belong to --convert-statuses.");
        }

        if (parsed.GetValue(PlanOption) && parsed.GetValue(Convert))
        {
            throw new CommandException(ExitCode.Usage, "--plan and --convert-statuses exclude each other: without --apply the latter only shows what would change.");
        }

        var exitCode = ExitCode.Success;
        foreach (var target in Targets(parsed))
        {
            try
            {
                await (parsed.GetValue(Convert) ? ConvertAsync(parsed, target, cancellation)
                    : parsed.GetValue(PlanOption) ? ShowPlanAsync(output, target, cancellation)
                    : ApplyAsync(output, target, cancellation));
            }
            catch (OperationException fault)
            {
                // What one environment refuses keeps no other from being brought up to date.
                await parsed.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
                exitCode = Math.Max(exitCode, ExitRule.Of(fault.Failure));
            }
        }

        return exitCode;
    }

    /// <exception cref="OperationException">No answer, or the schema is a newer program's.</exception>
    private static async Task ShowPlanAsync(TextWriter output, SchemaTarget target, CancellationToken cancellation)
    {
        var name = target.Environment.Label();
        var plan = await MigrateSchema.PlanAsync(target, cancellation);
        if (plan.Fault is { } fault)
        {
            throw new OperationException(OperationFailure.Misconfigured, $"{name}: {fault}.");
        }

        foreach (var line in MigrationPlanText.Of(plan))
        {
            await output.WriteLineAsync($"{name}: {line}");
        }
    }

    private static async Task ApplyAsync(TextWriter output, SchemaTarget target, CancellationToken cancellation)
    {
        var name = target.Environment.Label();
        var (applied, functions) = await MigrateSchema.RunAsync(
            target, step => output.WriteLine($"{name}: {step}"), plan => MigrationPlanText.Before(plan).ToList().ForEach(line => output.WriteLine($"{name}: {line}")), cancellation);
        var what = applied.Count == 0 ? "the schema was up to date" : "applied " + string.Join(", ", applied);
        await output.WriteLineAsync($"{name}: {what}; {functions} functions are in place ({target.Address}).");
    }

    /// <exception cref="CommandException">An environment that was asked for has no database that can be reached directly.</exception>
    private static IReadOnlyList<SchemaTarget> Targets(ParseResult parsed)
    {
        var settings = CommonOptions.LoadSettings(parsed, ConfiguredEnvironments.Require);
        var targets = SchemaTargets.Of(settings, parsed.GetValue(EnvironmentOption));
        return targets.Unreachable.Count == 0
            ? targets.Reachable
            : throw new CommandException(ExitCode.Configuration, string.Join(Environment.NewLine, targets.Unreachable.Select(environment => environment.Label()).Select(label =>
                $"{label}: migrate needs {label}_SUPABASE_DB_URL (in Supabase: Connect, session pooler). Or paste the output of: workers migrate --print, into the project's SQL editor.")));
    }

    private static async Task ConvertAsync(ParseResult parsed, SchemaTarget target, CancellationToken cancellation)
    {
        var (name, apply) = (target.Environment.Label(), parsed.GetValue(Apply));
        var report = await ConvertStatuses.RunAsync(new(target, parsed.GetValue(Revert), apply), cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (report.Idle is { } idle)
        {
            await output.WriteLineAsync($"{name}: {idle}.");
            return;
        }

        await output.WriteLineAsync($"{name}: {(apply ? "changed" : "would change")} {report.Moves.Sum(move => move.Count).ToString(CultureInfo.InvariantCulture)} documents:");
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
