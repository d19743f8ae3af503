using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Workers.Database.Postgres;

/// <summary>
/// What stands behind the <c>?</c> of a Postgres URL (pure): libpq's parameters that this program applies. All others are refused, as libpq
/// refuses those that it does not know: one that was dropped in silence may be the one that the operator relies on.
/// </summary>
/// <param name="IsTransactionPooler">Whether they say that what answers keeps no session from one statement to the next.</param>
internal sealed partial record PostgresParameters(PostgresTls Tls, bool IsTransactionPooler)
{
    private const string Known = "sslmode, sslrootcert, channel_binding, gssencmode, options, application_name, connect_timeout, target_session_attrs, pgbouncer";

    /// <returns>Null and the next step where one is not understood; neither holds a secret.</returns>
    public static (PostgresParameters? Read, string Remedy) Apply(string query, NpgsqlConnectionStringBuilder builder)
    {
        SslMode? mode = null;
        string? root = null;
        var isPooler = false;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var (name, value) = (parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
            var (isGood, allowed) = name switch
            {
                "sslmode" => (TrySslMode(value, out mode), "disable, allow, prefer, require, verify-ca or verify-full"),
                "sslrootcert" => ((root = value).Length > 0, "a file of certificates, or system"),
                "channel_binding" => (TryWord<ChannelBinding>(value, word => builder.ChannelBinding = word), "disable, prefer or require"),
                "gssencmode" => (TryWord<GssEncryptionMode>(value, word => builder.GssEncryptionMode = word), "disable, prefer or require"),
                "options" => ((builder.Options = value).Length > 0, "options of the server, such as -c%20name=value"),
                "application_name" => ((builder.ApplicationName = value).Length > 0, "a name"),
                "connect_timeout" => (TrySeconds(value, builder), "whole seconds from 1 to 60"),
                // The functions write: a server that cannot be written to is asked again, whatever this says.
                "target_session_attrs" => (value is "any" or "read-write" or "primary", "any, read-write or primary (the queue is written to)"),
                // Prisma's word for a pooler that keeps no prepared statements.
                "pgbouncer" => (bool.TryParse(value, out isPooler), "true or false"),
                "user" or "password" or "host" or "port" or "dbname" => (false, "nothing here: write it before the '?', as postgresql://user:password@host:port/database"),
                _ => (false, ""),
            };
            if (!isGood)
            {
                return (null, allowed.Length > 0
                    ? $"{name}{(Word().IsMatch(value) && name is not "password" ? $"={value}" : "")}: allowed is {allowed}."
                    : $"{(Word().IsMatch(name) ? $"'{name}'" : "A parameter")} is not applied by this program: take it out. Applied are {Known}.");
            }
        }

        var (tls, remedy) = PostgresTls.Of(mode, root);
        return (tls is null ? null : new(tls, isPooler), remedy);
    }

    private static bool TrySslMode(string value, out SslMode? mode)
    {
        var known = Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsAsciiDigit(value[0]);
        mode = known ? parsed : null;
        return known;
    }

    private static bool TryWord<T>(string value, Action<T> apply)
        where T : struct, Enum
    {
        var known = Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(value[0]);
        if (known)
        {
            apply(word);
        }

        return known;
    }

    private static bool TrySeconds(string value, NpgsqlConnectionStringBuilder builder)
    {
        var known = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 60;
        if (known)
        {
            builder.Timeout = seconds;
        }

        return known;
    }

    [GeneratedRegex("^[A-Za-z_-]{1,30}$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
