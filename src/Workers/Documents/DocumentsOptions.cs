using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Documents.DocumentsOptions))]

namespace Workers.Documents;

internal sealed class DocumentsOptions
{
    [Setting("DOCUMENTS_TIMEOUT_SECONDS", "Longest time one document may take to or from Supabase Storage, in seconds.", Min = 5, Max = 3600)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);
}
