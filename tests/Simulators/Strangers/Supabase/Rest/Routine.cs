namespace Simulators.Strangers.Supabase.Rest;

/// <summary>A parameter that a caller gives.</summary>
internal sealed record RoutineParameter(string Name, string Type, bool Required, bool Variadic);

/// <summary>A function as PostgREST's schema cache holds it.</summary>
internal sealed record Routine(
    string Schema,
    string Name,
    bool ReturnsSet,
    bool ReturnsRow,
    bool ReturnsVoid,
    bool Writes,
    IReadOnlyList<string> Settings,
    IReadOnlyList<RoutineParameter> Parameters)
{
    /// <summary>True when the whole body is its one, unnamed parameter.</summary>
    public bool TakesBody => Parameters is [{ Name: "" }];

    /// <summary>A setting of its declaration (<c>set statement_timeout to …</c>); null when it has none.</summary>
    public string? Setting(string name) =>
        Settings.FirstOrDefault(setting => setting.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
