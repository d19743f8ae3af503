using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace Workers.Database.Postgres;

/// <summary>A <c>postgresql://user:password@host:port/database?sslmode=…</c> URL, as Supabase shows it.</summary>
internal sealed record PostgresAddress
{
    private readonly string _connection;

    private PostgresAddress(string connection, int port)
    {
        _connection = connection;
        IsTransactionPooler = port == 6543;
    }

    /// <summary>What is allowed, for faults.</summary>
    public static string Allowed => "postgresql://user:password@host:5432/database, special characters in the password percent-encoded";

    /// <summary>Supabase's transaction pooler: no LISTEN, no prepared statements.</summary>
    public bool IsTransactionPooler { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out PostgresAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql") || url.Host.Length == 0)
        {
            return false;
        }

        var user = url.UserInfo.Split(':', 2);
        var port = url.Port < 0 ? 5432 : url.Port;
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = port,
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
            Database = url.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(url.AbsolutePath[1..]) : "postgres",
        };
        if (!TryApplyQuery(builder, url.Query))
        {
            return false;
        }

        address = new PostgresAddress(builder.ConnectionString, port);
        return true;
    }

    /// <summary>A pool of at most eight: more connections make Postgres slower, not faster.</summary>
    public string ForPool()
    {
        var builder = Bounded(TimeSpan.FromSeconds(10));
        builder.MaxPoolSize = 8;
        builder.NoResetOnClose = true;
        builder.MaxAutoPrepare = IsTransactionPooler ? 0 : 32;
        builder.AutoPrepareMinUsages = 2;
        return builder.ConnectionString;
    }

    /// <summary>One connection of its own, for LISTEN or a long statement.</summary>
    public string ForOneConnection(TimeSpan statementTimeout)
    {
        var builder = Bounded(statementTimeout);
        builder.Pooling = false;
        builder.KeepAlive = 10;
        return builder.ConnectionString;
    }

    /// <summary>Host, port and database, without the password.</summary>
    public override string ToString()
    {
        var builder = new NpgsqlConnectionStringBuilder(_connection);
        return string.Create(CultureInfo.InvariantCulture, $"{builder.Host}:{builder.Port}/{builder.Database}");
    }

    private static bool TryApplyQuery(NpgsqlConnectionStringBuilder builder, string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            if (parts[0] == "sslrootcert")
            {
                builder.RootCertificate = value;
            }
            else if (parts[0] == "sslmode")
            {
                if (!Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode))
                {
                    return false;
                }

                builder.SslMode = mode;
            }
        }

        return true;
    }

    private NpgsqlConnectionStringBuilder Bounded(TimeSpan statementTimeout) => new(_connection)
    {
        ApplicationName = "workers",
        Timeout = 5,
        CommandTimeout = (int)statementTimeout.TotalSeconds,
        CancellationTimeout = 500,
        IncludeErrorDetail = false,
    };
}
