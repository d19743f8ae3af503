namespace Simulators.Supabase;

/// <summary>One simulated Supabase project.</summary>
internal sealed record SupabaseFrontOptions
{
    /// <summary>Npgsql connection string of the database behind it; null: Storage only.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that may do everything.</summary>
    public string ServiceKey { get; init; } = "simulated-service-key";

    /// <summary>A key that is valid and may do nothing here.</summary>
    public string AnonKey { get; init; } = "simulated-anon-key";

    /// <summary>Where objects lie; null: a folder of its own, gone with the front.</summary>
    public string? ObjectsFolder { get; init; }

    /// <summary>The private buckets that exist from the start.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = ["index", "actes", "plans-cadastraux"];
}
