namespace Workers.Database.Postgres;

/// <summary>
/// Npgsql fills what an address leaves open from libpq's variables, whoever set them for whatever program: a time zone, options of the
/// server, another user, a certificate. Here an address says everything, so none of them is left to this process.
/// </summary>
internal static class PostgresEnvironment
{
    private static readonly string[] Names =
    [
        "PGAPPNAME", "PGCLIENTENCODING", "PGGSSENCMODE", "PGOPTIONS", "PGPASSFILE", "PGPASSWORD", "PGREQUIREAUTH", "PGSSLCERT", "PGSSLKEY",
        "PGSSLNEGOTIATION", "PGSSLROOTCERT", "PGTARGETSESSIONATTRS", "PGTZ", "PGUSER",
    ];

    /// <summary>Called before a connection is opened.</summary>
    public static void Forget()
    {
        foreach (var name in Names)
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
