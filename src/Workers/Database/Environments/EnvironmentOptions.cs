using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Database.Environments.EnvironmentOptions))]

namespace Workers.Database.Environments;

/// <summary>One environment's project: an address and key (Supabase), or a database URL with a documents folder, or a mix.</summary>
internal sealed class EnvironmentOptions : ICheckedOptions
{
    [Setting("*_SUPABASE_URL", "Address of the environment's Supabase project.", Example = "https://your-project.supabase.co", ReadBy = typeof(SupabaseAddress))]
    public Uri? SupabaseUrl { get; init; }

    [Setting("*_SUPABASE_SERVICE_KEY", "Service key of the project; needed with the address.", Secret = true, Example = "your_service_key", ReadBy = typeof(HeaderKey))]
    public string? ServiceKey { get; init; }

    [Setting("*_SUPABASE_DB_URL", "Postgres URL (session pooler or direct, port 5432): queue over Npgsql with LISTEN/NOTIFY, and what migrate needs.", Secret = true, Example = "postgresql://user:password@host:5432/postgres", ReadBy = typeof(DatabaseUrl))]
    public string? DatabaseUrl { get; init; }

    [Setting("*_DB_CONNECTIONS", "Most connections that a daemon's calls to *_SUPABASE_DB_URL share; it holds one more that listens.", Min = 1, Max = 50)]
    public int Connections { get; init; } = PostgresAddress.DefaultConnections;

    [Setting("*_DOCUMENTS_PATH", "Local folder for PDFs instead of Supabase Storage.", Example = "/var/lib/workers/documents")]
    public string? DocumentsPath { get; init; }

    [Setting("*_WEIGHT", "Share of claims this environment gets while others wait too; default PROD 6, STAGING 3, DEV 1.", Min = 1, Max = 100)]
    public int? Weight { get; init; }

    public bool IsConfigured => SupabaseUrl is not null || DatabaseUrl is not null;

    public IEnumerable<ConfigurationFault> Check()
    {
        if (SupabaseUrl is not null && ServiceKey is null)
        {
            yield return new("*_SUPABASE_SERVICE_KEY", null, "the project's service key", "Set it beside *_SUPABASE_URL.");
        }

        if (ServiceKey is not null && SupabaseUrl is null)
        {
            yield return new("*_SUPABASE_URL", null, "the project's address", "Set it beside *_SUPABASE_SERVICE_KEY.");
        }

        if (DatabaseUrl is not null && SupabaseUrl is null && DocumentsPath is null)
        {
            yield return new("*_DOCUMENTS_PATH", null, "a folder", "A database URL alone has no place for PDFs: set it, or *_SUPABASE_URL and its key.");
        }

        if (DocumentsPath is not null && !IsConfigured)
        {
            yield return new("*_SUPABASE_DB_URL", null, "a Postgres URL", "A documents folder alone has no queue: set it, or *_SUPABASE_URL and its key.");
        }
    }
}

/// <summary>One environment that is configured.</summary>
internal sealed record EnvironmentSettings(TargetEnvironment Name, EnvironmentOptions Options)
{
    /// <summary>Its share of claims and of Gemini's quota while others wait too.</summary>
    public int Weight => Options.Weight ?? Name switch
    {
        TargetEnvironment.Prod => 6,
        TargetEnvironment.Staging => 3,
        _ => 1,
    };
}
