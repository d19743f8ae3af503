using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;

namespace Workers.Operations.Backups;

/// <summary>One environment in a backup.</summary>
/// <param name="Database">Where it was, without the password.</param>
/// <param name="Dump">The file, beside the manifest.</param>
/// <param name="Migration">The newest that its database had.</param>
/// <param name="Documents">Rows of the queue.</param>
/// <param name="Files">Folder of its documents, beside the manifest; null where they lie in Storage or were left out.</param>
internal sealed record BackedUpEnvironment(TargetEnvironment Name, string Database, string Dump, string Sha256, string? Migration, long Documents, string? Files);

/// <summary>What a backup holds; written last, so that one that was cut off has none.</summary>
/// <param name="MadeAt">Before anything was read: what happened later is not in it for certain.</param>
/// <param name="Program">The version that made it.</param>
/// <param name="Data">Folder of this machine's own files, beside the manifest; null where there were none.</param>
internal sealed record BackupManifest(DateTimeOffset MadeAt, string Program, string Machine, IReadOnlyList<BackedUpEnvironment> Environments, string? Data)
{
    public const string FileName = "backup.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public Task WriteAsync(string folder, CancellationToken cancellation) =>
        AtomicFile.OnDisk.WriteAsync(Path.Combine(folder, FileName), stream => JsonSerializer.SerializeAsync(stream, this, Options, cancellation));

    /// <exception cref="OperationException">There is none, or it is none of ours.</exception>
    public static BackupManifest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(GivenFile.ReadText(file), Options) ?? throw new JsonException("it is null");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            var why = fault is JsonException ? $"{file} is no list of a backup: {fault.Message}"
                : Directory.Exists(folder) ? $"{folder} holds no whole backup: {fault.Message}"
                : $"{folder} is not there.";
            throw new OperationException(OperationFailure.Refused, $"{why} Name a folder that 'backup' wrote to its end.", fault);
        }
    }
}
