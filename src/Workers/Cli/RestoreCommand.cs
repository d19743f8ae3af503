using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Backups;
using Workers.Operations.Orders;
using Workers.Registre;
using Workers.Steering;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>restore DIR</c>: one environment of a backup into an empty database, with buying paused.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "As 'backup' wrote it." };

    private static readonly Option<bool> Data = new("--data") { Description = "Also this machine's data folder: paid bytes that were not stored, evidence. What is there stays." };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Restore it; without it, everything is only looked at." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON; what is done on the way goes to standard error." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command(
            "restore",
            "Puts one environment of a backup into an empty database, and its documents that are missing into their folder. Buying is paused before and after: what was bought since the backup is found by 'invoices adopt' before anything is bought again.")
        {
            Folder, Data, Yes, OrderOptions.By, EnvironmentOption, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (output, error, isJson) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(Json));
        await using var queues = CommonOptions.OpenQueues(parsed);
        var environment = CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption));
        var request = new RestoreRequest(parsed.GetValue(Folder)!.FullName, environment, parsed.GetValue(Data), parsed.GetValue(Yes));
        var restored = await RestoreBackup.RunAsync(queues.Settings, request, PauseAsync, step => (isJson ? error : output).WriteLine(Printable.Of(step)), cancellation);
        if (restored.Warning is { } warning)
        {
            await error.WriteLineAsync(Printable.Of($"Warning: {warning}"));
        }

        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    environment, isRestored = request.Applies, asOf = restored.Manifest.MadeAt, restored.Database, restored.Backup.Documents, migrations = restored.Applied, restored.Files, restored.LeftOut, restored.Warning,
                },
                Indented));
            return ExitCode.Success;
        }

        var (name, since) = (environment.Label().ToLowerInvariant(), QuebecTime.Of(restored.Manifest.MadeAt));
        if (!request.Applies)
        {
            await output.WriteLineAsync(Printable.Of(FormattableString.Invariant(
                $"{environment.Label()}: {restored.Backup.Documents} documents as of {restored.Manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z would go into {restored.Database}, which is empty. Nothing was changed; the same with --yes does it, and pauses buying.")));
            return ExitCode.Success;
        }

        await output.WriteLineAsync(FormattableString.Invariant($"""
            Restored, and buying is paused. Then, in this order:
              1. enqueue --env {name} …                          what was added since {restored.Manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm}Z
              2. invoices adopt --env {name} --since {since:yyyy-MM-dd} --yes   what was bought since then is fetched at no cost, not bought again
              3. resume buying
            """));
        return ExitCode.Success;

        async Task PauseAsync(BackupManifest manifest, bool isRestored)
        {
            var why = FormattableString.Invariant($"{environment.Label()} was restored from a backup of {manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm}Z: run 'invoices adopt' before 'resume buying'");
            var answer = await GiveOrders.RunAsync(queues, new OrderRequest([new(SteeringVerb.Pause, PauseSubject.Buying)], null, OrderOptions.Who(parsed), Why: why), cancellation);
            var store = isRestored ? environment.Label() : "Redis";
            if (answer.Stores.FirstOrDefault(one => one.Store == store)?.Fault is { } fault)
            {
                throw new OperationException(
                    OperationFailure.Unavailable,
                    isRestored
                        ? $"{environment.Label()} is restored, and did not take the order that nothing is bought: {fault} Start no daemon before 'pause buying' was taken."
                        : $"Nothing was restored: daemons could not be told to buy nothing meanwhile. Redis: {fault}");
            }

            if (isRestored)
            {
                foreach (var line in OrderText.FaultsOf(answer))
                {
                    await error.WriteLineAsync(Printable.Of(line));
                }
            }
        }
    }
}
