using System.Data;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>What one row of <see cref="RoutineCall"/> tells.</summary>
internal sealed record RoutineResult(string Body, long Rows, long? Total, string? Headers, string? Status);

/// <summary>Who calls, as the token tells it.</summary>
internal sealed record RestCaller(string Role, JsonObject Claims);

/// <summary>PostgREST's pool and its transactions: one for each request, under the caller's role and settings.</summary>
internal sealed class RestSession(StrangerSupabaseOptions options) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        MaxPoolSize = Math.Max(options.PoolSize, 1),
        MinPoolSize = 0,
        CommandTimeout = 0,
        IncludeErrorDetail = true,
        ApplicationName = "PostgREST 14.5",
    });

    private readonly SemaphoreSlim _free = new(options.PoolSize);

    /// <summary>
    /// Runs <paramref name="command"/> in a transaction of its own and commits. The sender's going away does not end it.
    /// <paramref name="check"/> may refuse the result by a fault, which rolls back.
    /// </summary>
    public async Task<(RoutineResult? Result, StrangerAnswer? Failure)> RunAsync(
        StrangerRequest request, RestCaller caller, Routine routine, string? timeZone, NpgsqlCommand command, Action<RoutineResult> check)
    {
        if (!await _free.WaitAsync(options.PoolTimeout))
        {
            return (null, RestErrors.PoolTimeout());
        }

        try
        {
            return (await InTransactionAsync(request, caller, routine, timeZone, command, check), null);
        }
        catch (NoConnectionException failure)
        {
            return (null, RestErrors.NoDatabase(failure.Message));
        }
        catch (PostgresException error)
        {
            return (null, RestErrors.Of(error, known: caller.Role != "anon"));
        }
        catch (NpgsqlException failure)
        {
            return (null, RestErrors.Broken(failure.Message));
        }
        finally
        {
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _free.Dispose();
    }

    private async Task<RoutineResult> InTransactionAsync(
        StrangerRequest request, RestCaller caller, Routine routine, string? timeZone, NpgsqlCommand command, Action<RoutineResult> check)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationOf(routine));

        // A function that says that it only reads is held to it, and so is every GET.
        if (!routine.Writes || request.Method is not "POST")
        {
            await ExecuteAsync(connection, "set transaction read only");
        }

        await using (var settings = Settings(connection, request, caller, routine, timeZone))
        {
            await settings.ExecuteNonQueryAsync();
        }

        command.Connection = connection;
        RoutineResult result;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            result = new(
                reader.GetString(0),
                reader.GetInt64(1),
                await reader.IsDBNullAsync(2) ? null : reader.GetInt64(2),
                await reader.IsDBNullAsync(3) ? null : reader.GetString(3),
                await reader.IsDBNullAsync(4) ? null : reader.GetString(4));
        }

        check(result);
        await transaction.CommitAsync();
        return result;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        try
        {
            return await _source.OpenConnectionAsync();
        }
        catch (NpgsqlException failure)
        {
            throw new NoConnectionException(failure);
        }
    }

    private NpgsqlCommand Settings(NpgsqlConnection connection, StrangerRequest request, RestCaller caller, Routine routine, string? timeZone)
    {
        var path = string.Join(", ", options.Schemas.Take(1).Concat(["public", "extensions"]).Select(schema => $"\"{schema}\""));
        var headers = new JsonObject(request.Headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), (JsonNode?)header.Value)));
        var local = new List<(string Name, string Value)>
        {
            ("search_path", path),
            ("role", caller.Role),
            ("request.jwt.claims", caller.Claims.ToJsonString(JsonSerializerOptions.Default)),
            ("request.method", request.Method),
            ("request.path", request.Path),
            ("request.headers", headers.ToJsonString(JsonSerializerOptions.Default)),
            ("request.cookies", "{}"),
            ("statement_timeout", routine.Setting("statement_timeout") ?? Milliseconds(options.RoleTimeouts.GetValueOrDefault(caller.Role, options.AuthenticatorTimeout))),
        };
        if (timeZone is not null)
        {
            local.Add(("timezone", timeZone));
        }

        var command = new NpgsqlCommand { Connection = connection };
        foreach (var (name, value) in local)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        command.CommandText = "select " + string.Join(", ", Enumerable.Range(0, local.Count)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"set_config(${(number * 2) + 1}, ${(number * 2) + 2}, true)")));
        return command;
    }

    private static IsolationLevel IsolationOf(Routine routine) => routine.Setting("default_transaction_isolation") switch
    {
        "serializable" => IsolationLevel.Serializable,
        "repeatable read" => IsolationLevel.RepeatableRead,
        _ => IsolationLevel.ReadCommitted,
    };

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class NoConnectionException(Exception cause) : Exception(cause.Message, cause);
}
