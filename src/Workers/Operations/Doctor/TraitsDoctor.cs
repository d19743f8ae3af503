using System.Globalization;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;

namespace Workers.Operations.Doctor;

/// <summary>How a database is set up, judged, each fault with the SQL that repairs it (pure).</summary>
internal static class TraitsDoctor
{
    private const int Kept = 3;
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(5);

    /// <param name="ahead">How far the database's clock is ahead of this machine's.</param>
    public static IEnumerable<DoctorLine> Look(EnvironmentSettings environment, DatabaseTraits traits, TimeSpan ahead)
    {
        var part = EnvironmentDoctor.PartOf(environment.Name);
        return [.. OfClock(part, ahead), .. OfColumns(part, traits), .. OfExposure(part, traits), OfTimeout(part, environment, traits), .. OfConnections(part, environment, traits)];
    }

    private static IEnumerable<DoctorLine> OfClock(string part, TimeSpan ahead)
    {
        yield return ahead.Duration() > MostAhead
            ? DoctorLine.Warning(part, string.Create(CultureInfo.InvariantCulture, $"the database's clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's"), "Let both clocks be synchronised: timedatectl set-ntp true")
            : DoctorLine.Ok(part, "the database's clock agrees with this machine's");
    }

    private static IEnumerable<DoctorLine> OfColumns(string part, DatabaseTraits traits)
    {
        var types = traits.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        var wrong = DatabaseTraits.Expected.Where(column => types.GetValueOrDefault(column.Key) != column.Value).ToList();
        foreach (var (name, type) in wrong)
        {
            yield return types.GetValueOrDefault(name) is { } found
                ? DoctorLine.Fault(part, $"extraction_queue.{name} is {found}; the functions count on {type}", $"alter table public.extraction_queue alter column {name} type {type} using {name}::{type};")
                : DoctorLine.Fault(part, $"extraction_queue has no column {name}", $"Workers migrate --env {part}");
        }

        if (wrong.Count == 0)
        {
            yield return DoctorLine.Ok(part, "the columns of extraction_queue have the types that the functions count on");
        }
    }

    private static IEnumerable<DoctorLine> OfExposure(string part, DatabaseTraits traits)
    {
        foreach (var table in traits.Tables)
        {
            yield return DoctorLine.Fault(part, $"{table.Role} may {table.Privileges} on {table.Name}: the web has no business there", $"revoke {table.Privileges} on table public.{table.Name} from {table.Role};");
        }

        foreach (var open in traits.Functions.GroupBy(function => function.Role, StringComparer.Ordinal))
        {
            var names = open.Select(function => $"public.{function.Name}(jsonb)").ToList();
            yield return DoctorLine.Fault(
                part, string.Create(CultureInfo.InvariantCulture, $"{open.Key} may call {names.Count} functions of this program, {open.First().Name} first: whoever has the project's address could move documents"),
                $"revoke all on function {string.Join(", ", names)} from public, {open.Key};");
        }

        if (traits.Tables.Count + traits.Functions.Count == 0)
        {
            yield return DoctorLine.Ok(part, "anon and authenticated may use none of this program's tables and functions");
        }
    }

    private static DoctorLine OfTimeout(string part, EnvironmentSettings environment, DatabaseTraits traits)
    {
        var bound = TimeSpan.FromMilliseconds(traits.StatementTimeoutMs);
        return bound > TimeSpan.Zero && bound < LeastTimeout
            ? DoctorLine.Warning(
                part, string.Create(CultureInfo.InvariantCulture, $"statement_timeout is {bound.TotalMilliseconds:0} ms: figures of a long queue may take longer"),
                environment.Options.DatabaseUrl is null
                    ? "alter role authenticator set statement_timeout = '15s'; notify pgrst, 'reload config';"
                    : "alter role current_user set statement_timeout = '15s';")
            : DoctorLine.Ok(part, string.Create(CultureInfo.InvariantCulture, $"Postgres {traits.ServerVersion.Split(' ')[0]}; statement_timeout {(bound > TimeSpan.Zero ? $"{bound.TotalSeconds:0} s" : "none")}"));
    }

    private static IEnumerable<DoctorLine> OfConnections(string part, EnvironmentSettings environment, DatabaseTraits traits)
    {
        if (environment.Options.DatabaseUrl is null)
        {
            yield break;
        }

        var needed = environment.Options.Connections + 1;
        var label = environment.Name.Label();
        yield return traits.Connections + needed > traits.MaxConnections - Kept
            ? DoctorLine.Warning(
                part, string.Create(CultureInfo.InvariantCulture, $"{traits.Connections} of {traits.MaxConnections} connections are open and a daemon needs {needed} (and as many again while it restarts)"),
                $"Lower {label}_DB_CONNECTIONS, stop other programs, or raise max_connections (a pooler's: default_pool_size).")
            : DoctorLine.Ok(part, string.Create(CultureInfo.InvariantCulture, $"{traits.Connections} of {traits.MaxConnections} connections are open; a daemon needs {needed}"));
    }
}
