using Workers.Database.Postgres;
using Workers.Hosting.Settings;

namespace Workers.Database.Environments;

/// <summary>Reads <c>*_SUPABASE_DB_URL</c>, and looks whether the file of authorities that it may name can be used.</summary>
internal static class DatabaseUrl
{
    public static SettingReading Read(string text)
    {
        var (address, remedy) = PostgresAddress.Read(text);
        return address is null ? new(null, PostgresAddress.Allowed, remedy)
            : address.Tls.FindFileFault() is { } fault ? new(null, PostgresAddress.Allowed, $"{fault}. Correct sslrootcert in *_SUPABASE_DB_URL.")
            : new(text, PostgresAddress.Allowed, "");
    }
}
