using Workers.Hosting.Settings;

namespace Workers.Supabase;

/// <summary>One environment's project: an address and key (Supabase), or a database URL with a documents folder, or a mix.</summary>
internal sealed class EnvironmentOptions
{
    [Setting("*_SUPABASE_URL", "Address of the environment's Supabase project.", Example = "https://your-project.supabase.co")]
    public Uri? SupabaseUrl { get; init; }

    [Setting("*_SUPABASE_SERVICE_KEY", "Service key of the project; needed with the address.", Secret = true, Example = "your_service_key")]
    public string? ServiceKey { get; init; }

    [Setting("*_SUPABASE_DB_URL", "Postgres URL (session pooler or direct, port 5432): queue over Npgsql with LISTEN/NOTIFY, and what migrate needs.", Secret = true, Example = "postgresql://user:password@host:5432/postgres")]
    public string? DatabaseUrl { get; init; }

    [Setting("*_DOCUMENTS_PATH", "Local folder for PDFs instead of Supabase Storage.", Example = "/var/lib/workers/documents")]
    public string? DocumentsPath { get; init; }

    [Setting("*_WEIGHT", "Share of claims this environment gets while others wait too; default PROD 6, STAGING 3, DEV 1.", Min = 1, Max = 100)]
    public int? Weight { get; init; }

    public bool IsConfigured => SupabaseUrl is not null || DatabaseUrl is not null;
}
