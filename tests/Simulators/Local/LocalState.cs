using System.Text.Json;

namespace Simulators.Local;

/// <summary>What is remembered between start and stop: ports and the password stay, process ids change.</summary>
internal sealed record LocalState(string Password, int RedisPort, int RedisId, int PostgresPort, int PostgresId)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the state; null when there is none.</summary>
    public static LocalState? Read(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize<LocalState>(File.ReadAllText(file)) : null;

    /// <summary>Writes the state for the owner's eyes only: it holds the password.</summary>
    public void Write(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(JsonSerializer.Serialize(this, Indented));
    }
}
