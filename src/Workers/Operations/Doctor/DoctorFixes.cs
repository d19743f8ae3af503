using Workers.Database;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Ocr;
using Workers.Ocr.Pages;
using Workers.Registre.Browser;
using Workers.Supervisor.Startup;

namespace Workers.Operations.Doctor;

/// <summary>The repairs that harm nothing: folders that a start would make, leftovers of dead processes, PostgREST's view of the schema.</summary>
internal static class DoctorFixes
{
    /// <returns>A line for each thing that was done or failed; none where there was nothing to do.</returns>
    public static async Task<IReadOnlyList<DoctorLine>> ApplyAsync(LoadedSettings settings, IEnumerable<EnvironmentSettings> environments, CancellationToken cancellation)
    {
        List<DoctorLine> done = [];
        foreach (var folder in DataFolderRule.FindMissing(settings.Get<HostingOptions>()))
        {
            done.Add(FolderProbe.FindFault(folder) is { } fault
                ? DoctorLine.Fault(DoctorParts.Machine, $"{folder} cannot be made: {fault.Said}", fault.IsFull ? null : $"Set {DataFolder.Variable} to a folder that can be written.")
                : DoctorLine.Ok(DoctorParts.Machine, $"made {folder}"));
        }

        if (BrowserLeftovers.Sweep(Path.GetTempPath(), BrowserLeftovers.FindDrivers()) is > 0 and var swept)
        {
            done.Add(DoctorLine.Ok(DoctorParts.Machine, FormattableString.Invariant($"removed {swept} folders of ended browsers")));
        }

        var ocr = settings.Get<OcrOptions>();
        if (WorkFolders.FindAbandoned(ocr).Count is > 0 and var abandoned)
        {
            WorkFolders.SweepAbandoned(ocr);
            done.Add(DoctorLine.Ok(DoctorParts.Reading, FormattableString.Invariant($"removed {abandoned} folders of ended processes")));
        }

        foreach (var environment in environments)
        {
            if (PostgresAddress.TryParse(environment.Options.DatabaseUrl, out var address) && environment.Options.SupabaseUrl is not null)
            {
                done.Add(await ReloadAsync(environment.Name, address, cancellation));
            }
        }

        return done;
    }

    private static async Task<DoctorLine> ReloadAsync(TargetEnvironment environment, PostgresAddress address, CancellationToken cancellation)
    {
        var part = EnvironmentDoctor.PartOf(environment);
        try
        {
            await SchemaReload.NotifyAsync(address, cancellation);
            return DoctorLine.Ok(part, "had PostgREST read the schema again");
        }
        catch (DatabaseException failure)
        {
            return DoctorLine.Fault(part, $"PostgREST could not be told to read the schema again: {failure.Message}", failure.RemedyFor(environment));
        }
    }
}
