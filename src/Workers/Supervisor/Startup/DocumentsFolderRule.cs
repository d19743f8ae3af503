using Workers.Database.Environments;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Settings;

namespace Workers.Supervisor.Startup;

/// <summary>
/// A documents folder that can be none is told before anything starts. One that is only missing or away may be a disk that is
/// not mounted yet: that one is asked again, and nothing is made in its place.
/// </summary>
internal static class DocumentsFolderRule
{
    public static IEnumerable<ConfigurationFault> FindFaults(IEnumerable<EnvironmentSettings> environments)
    {
        foreach (var environment in environments)
        {
            if (environment.Options.DocumentsPath is { } folder && FindFault(Path.GetFullPath(folder)) is { } fault)
            {
                yield return new($"{environment.Name.Label()}_DOCUMENTS_PATH", folder, FolderProbe.Allowed, $"{fault} Name another folder.");
            }
        }
    }

    private static string? FindFault(string folder) =>
        DocumentKey.Buckets.Select(bucket => FolderProbe.FindImpossible(Path.Combine(folder, bucket))).FirstOrDefault(fault => fault is not null);
}
