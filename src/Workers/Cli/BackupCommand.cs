using System.CommandLine;
using System.Reflection;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Backups;

namespace Workers.Cli;

/// <summary><c>backup DIR</c>: databases, documents folders and this machine's own files, in one folder.</summary>
internal static class BackupCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "A new folder, best on another disk, such as /mnt/backups/2026-11-29." };

    private static readonly Option<bool> WithoutDocuments = new("--without-documents") { Description = "Leaves the documents folders out: they are backed up otherwise." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; without it, every one that is configured.");

    public static Command Create()
    {
        var command = new Command(
            "backup",
            "Writes each environment's database (over its Postgres URL, by pg_dump), its documents folder and this machine's data folder into one folder, while daemons work. Redis needs none; PDFs in Supabase Storage are not in it.")
        {
            Folder, WithoutDocuments, EnvironmentOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var settings = CommonOptions.LoadSettings(parsed, ConfiguredEnvironments.Require);
        var version = typeof(BackupCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var request = new BackupRequest(parsed.GetValue(Folder)!.FullName, parsed.GetValue(EnvironmentOption), parsed.GetValue(WithoutDocuments), version);
        var manifest = await BackUp.RunAsync(settings, request, step => output.WriteLine(Printable.Of(step)), cancellation);
        await output.WriteLineAsync(Printable.Of(FormattableString.Invariant(
            $"Backed up in {request.Folder}, as of {manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. It names people and holds no password; the environment file is not in it.")));
        return ExitCode.Success;
    }
}
