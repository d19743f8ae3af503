using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>
/// The statement that calls a function and gives its answer as one row: the body, the rows in it, the rows in all (null when nobody
/// asked), and what the function set in response.headers and response.status.
/// </summary>
internal static class RoutineCall
{
    public static NpgsqlCommand Build(Routine routine, RestPayload payload, RestRange range, bool counted, bool single)
    {
        var command = new NpgsqlCommand();
        var (from, arguments) = Arguments(routine, payload, command);
        var call = $"{Quote(routine.Schema)}.{Quote(routine.Name)}({arguments})";
        var source = routine.ReturnsRow
            ? $"select result.* from {from}lateral {call} as result"
            : $"select {call} as value{(from.Length > 0 ? " from " + from.TrimEnd(' ', ',') : "")}";
        var rows = routine.ReturnsSet
            ? string.Create(CultureInfo.InvariantCulture, $"select * from source limit {range.Limit?.ToString(CultureInfo.InvariantCulture) ?? "all"} offset {range.Offset}")
            : "select * from source";
        command.CommandText =
            $"""
            with source as materialized ({source}), stranger_rows as ({rows})
            select {Body(routine, single)},
                   count(*),
                   {(counted ? "(select count(*) from source)" : "null::bigint")},
                   nullif(current_setting('response.headers', true), ''),
                   nullif(current_setting('response.status', true), '')
            from stranger_rows
            """;
        return command;
    }

    // The value of a scalar goes out in Postgres' own JSON text, so that numbers and the order of keys stay as they are.
    private static string Body(Routine routine, bool single) => routine switch
    {
        { ReturnsVoid: true } => "case when count(stranger_rows.value) >= 0 then '' end",
        { ReturnsRow: true, ReturnsSet: true } when !single => "coalesce(json_agg(stranger_rows)::text, '[]')",
        { ReturnsRow: true } => "coalesce((json_agg(stranger_rows)->0)::text, 'null')",
        { ReturnsSet: true } when !single => "coalesce(json_agg(stranger_rows.value)::text, '[]')",
        _ => "coalesce((json_agg(stranger_rows.value)->0)::text, 'null')",
    };

    /// <summary>What stands before the call in "from" (with a comma, or empty), and what stands in its brackets.</summary>
    private static (string From, string Arguments) Arguments(Routine routine, RestPayload payload, NpgsqlCommand command)
    {
        if (routine.TakesBody)
        {
            command.Parameters.Add(payload.By is ArgumentsBy.Raw && routine.Parameters[0].Type == "bytea"
                ? new NpgsqlParameter { Value = payload.Body, NpgsqlDbType = NpgsqlDbType.Bytea }
                : Unknown(payload.Text));
            return ("", $"$1::{routine.Parameters[0].Type}");
        }

        var given = routine.Parameters.Where(parameter => payload.Names.Contains(parameter.Name)).ToArray();
        return payload.By is ArgumentsBy.Json ? FromJson(given, payload, command) : ("", FromTexts(given, payload, command));
    }

    private static (string From, string Arguments) FromJson(RoutineParameter[] given, RestPayload payload, NpgsqlCommand command)
    {
        if (given.Length is 0)
        {
            return ("", "");
        }

        command.Parameters.Add(Unknown(payload.Text));
        var columns = string.Join(", ", given.Select(parameter => $"{Quote(parameter.Name)} {parameter.Type}"));
        var names = string.Join(", ", given.Select(parameter => $"{Variadic(parameter)}{Quote(parameter.Name)} := given.{Quote(parameter.Name)}"));
        var read = payload.IsArray
            ? $"(select * from json_to_recordset($1::json) as element({columns}) limit 1) as given, "
            : $"json_to_record($1::json) as given({columns}), ";
        return (read, names);
    }

    private static string FromTexts(RoutineParameter[] given, RestPayload payload, NpgsqlCommand command) => string.Join(", ", given.Select(parameter =>
    {
        var values = payload.Texts.Where(pair => pair.Key == parameter.Name).Select(pair => pair.Value).ToArray();
        command.Parameters.Add(parameter.Variadic ? new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } : Unknown(values[^1]));
        return string.Create(CultureInfo.InvariantCulture, $"{Variadic(parameter)}{Quote(parameter.Name)} := ${command.Parameters.Count}::{parameter.Type}");
    }));

    private static NpgsqlParameter Unknown(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Unknown };

    private static string Variadic(RoutineParameter parameter) => parameter.Variadic ? "variadic " : "";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
