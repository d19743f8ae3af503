using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;
using Workers.Hosting.Network;

namespace Workers.Database.Postgres;

/// <summary>A <c>postgresql://user:password@host:port/database?sslmode=…</c> URL, as Supabase shows it.</summary>
internal sealed record PostgresAddress
{
    /// <summary>More connections make Postgres slower, not faster, and a pooler gives few.</summary>
    public const int DefaultConnections = 3;

    private readonly string _connection;

    private PostgresAddress(NpgsqlConnectionStringBuilder builder, PostgresParameters parameters)
    {
        Tls = parameters.Tls;
        builder.SslMode = Tls.Mode;
        _connection = builder.ConnectionString;
        IsTransactionPooler = builder.Port == 6543 || parameters.IsTransactionPooler;
        Server = new(
            builder.Host!,
            builder.Port,
            "*_SUPABASE_DB_URL",
            "Name the file of its authority there: sslmode=verify-full&sslrootcert=/path/to/ca.crt (a Supabase project's is in its database settings, SSL).",
            "Turn TLS on in the server, correct the port, or take sslmode out of *_SUPABASE_DB_URL where the way to the server is safe.");
    }

    /// <summary>What is allowed, for faults.</summary>
    public static string Allowed => "postgresql://user:password@host:5432/database, special characters in the password percent-encoded";

    /// <summary>It says itself that a transaction pooler answers: no LISTEN. One that it does not name is found by <see cref="TransactionPooler"/>.</summary>
    public bool IsTransactionPooler { get; }

    public PostgresTls Tls { get; }

    public AskedServer Server { get; }

    /// <summary>With the user as well, by whose name a pooler tells the projects behind it apart.</summary>
    public string Identity => $"{new NpgsqlConnectionStringBuilder(_connection).Username}@{this}";

    /// <summary>Who asks; the process's own user where the URL names none.</summary>
    public string? Role => new NpgsqlConnectionStringBuilder(_connection).Username;

    public string Database => new NpgsqlConnectionStringBuilder(_connection).Database!;

    public static bool TryParse(string? text, [NotNullWhen(true)] out PostgresAddress? address)
    {
        (address, _) = text is null ? (null, "") : Read(text);
        return address is not null;
    }

    /// <returns>The address; or null and the next step, which holds no secret.</returns>
    public static (PostgresAddress? Address, string Remedy) Read(string text)
    {
        const string Copy = "Copy the connection string from the project's settings.";
        if (text.Contains("[YOUR-PASSWORD]", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "It still holds [YOUR-PASSWORD]: put the database's password in its place, percent-encoded.");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql") || url.Host.Length == 0)
        {
            return (null, text.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? $"A project's http address belongs in *_SUPABASE_URL. {Copy}" : Copy);
        }

        var database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (url.Fragment.Length > 0 || url.AbsolutePath.Contains('@', StringComparison.Ordinal) || database.Contains('/', StringComparison.Ordinal))
        {
            return (null, "Write the signs #, /, ? and @ of the password as %23, %2F, %3F and %40.");
        }

        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port < 0 ? 5432 : url.Port,
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
            Database = database.Length > 0 ? database : "postgres",
            ApplicationName = "workers",
            Timeout = 5,
        };
        var (parameters, remedy) = PostgresParameters.Apply(url.Query, builder);
        return parameters is null ? (null, remedy) : (new PostgresAddress(builder, parameters), "");
    }

    /// <summary>A pool; who holds one of its connections asks for no second.</summary>
    public NpgsqlDataSource OpenPool(int connections) => Open(ForPool(connections));

    /// <summary>One connection of its own, for LISTEN or a long statement.</summary>
    public NpgsqlDataSource OpenOne(TimeSpan statementTimeout)
    {
        var builder = Bounded(statementTimeout);
        builder.Pooling = false;
        builder.KeepAlive = 10;
        return Open(builder.ConnectionString);
    }

    /// <summary>Npgsql's form of <see cref="OpenPool"/>, without the verification of certificates.</summary>
    public string ForPool(int connections = DefaultConnections)
    {
        var builder = Bounded(CallBound.Least);
        builder.MaxPoolSize = connections;
        builder.NoResetOnClose = true;
        // A prepared name belongs to a session, and behind a transaction pooler it may be another's statement.
        builder.MaxAutoPrepare = 0;
        return builder.ConnectionString;
    }

    /// <summary>The variables by which libpq's own programs reach it, password and certificates included: none of it stands among their arguments.</summary>
    /// <param name="machineRoots">The machine's file of authorities, for a host that is verified by them.</param>
    public IReadOnlyDictionary<string, string> ForPrograms(string machineRoots)
    {
        var builder = new NpgsqlConnectionStringBuilder(_connection);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = builder.Host!.Trim('[', ']'),
            ["PGPORT"] = builder.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = builder.Database!,
            ["PGSSLMODE"] = Tls.Trust switch
            {
                PostgresTrust.Host => "verify-full",
                PostgresTrust.Authority => "verify-ca",
                _ => Tls.Mode.ToString().ToLowerInvariant(),
            },
            ["PGAPPNAME"] = "workers",
            ["PGCONNECT_TIMEOUT"] = "15",
        };
        Add("PGUSER", builder.Username);
        Add("PGPASSWORD", builder.Password);
        Add("PGOPTIONS", builder.Options);
        Add("PGSSLROOTCERT", Tls.Trust is PostgresTrust.Nobody ? null : Tls.RootFile ?? machineRoots);
        return variables;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                variables[name] = value;
            }
        }
    }

    /// <summary>Host, port and database, without the password.</summary>
    public override string ToString() => $"{Server}/{Database}";

    private NpgsqlDataSource Open(string connection)
    {
        PostgresEnvironment.Forget();
        return new NpgsqlDataSourceBuilder(connection).UseSslClientAuthenticationOptionsCallback(Tls.Apply).Build();
    }

    private NpgsqlConnectionStringBuilder Bounded(TimeSpan statementTimeout) => new(_connection)
    {
        CommandTimeout = (int)statementTimeout.TotalSeconds,
        CancellationTimeout = 500,
        IncludeErrorDetail = false,
    };
}
