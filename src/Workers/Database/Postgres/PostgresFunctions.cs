using System.Data;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Workers.Hosting.Environments;
using Workers.Hosting.Http;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Database.Postgres;

/// <summary>The functions of one environment over a direct connection, woken by NOTIFY.</summary>
internal sealed partial class PostgresFunctions : IDatabaseFunctions
{
    private readonly PostgresAddress _address;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresListener? _listener;

    /// <param name="environment">Whose functions they are.</param>
    /// <param name="address">Where they are.</param>
    /// <param name="time">Paces the listener.</param>
    /// <param name="loggers">Told when it does not listen.</param>
    /// <param name="connections">The most that calls share; the listener has one of its own.</param>
    /// <param name="changed">The signal of those who listen already; null makes one.</param>
    /// <param name="listens">False for whoever only asks.</param>
    /// <param name="loops">Where the loop that listens is known; null keeps it to itself.</param>
    public PostgresFunctions(
        TargetEnvironment environment, PostgresAddress address, TimeProvider time, ILoggerFactory loggers,
        int connections = PostgresAddress.DefaultConnections, WakeSignal? changed = null, bool listens = true, BackgroundLoops? loops = null)
    {
        (Environment, _address, _source) = (environment, address, address.OpenPool(connections));
        Changed = changed ?? new WakeSignal(time);
        if (listens)
        {
            _listener = new PostgresListener(
                environment, address, Changed, loops ?? new BackgroundLoops(time, loggers.CreateLogger<BackgroundLoops>()), time, loggers.CreateLogger<PostgresListener>());
        }
    }

    public TargetEnvironment Environment { get; }

    public string Identity => _address.Identity;

    public string Place => $"database '{_address.Database}' at {_address.Server}";

    public WakeSignal Changed { get; }

    public async Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        if (!FunctionName().IsMatch(function))
        {
            throw new ArgumentException($"Not a function of ours: {function}", nameof(function));
        }

        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellation);
            var isOnOneServer = false;
            connection.Notice += (_, told) => isOnOneServer |= PostgresFailures.SaysNotReplicated(told.Notice);
            using var answer = await AskAsync(connection, function, request, cancellation);
            return isOnOneServer ? throw PostgresFailures.NotReplicated : DatabaseJson.Read<TResponse>(answer.All);
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            var failure = await PostgresFailures.ExplainAsync(exception, _address.Server, _address.Role);
            if (PostgresFailures.BrokeTheConnection(exception))
            {
                // What broke one connection broke the idle ones beside it.
                _source.Clear();
            }

            throw failure;
        }
    }

    /// <summary>The answer's bytes, once the commit behind them is over.</summary>
    private static async Task<BoundedBytes> AskAsync(NpgsqlConnection connection, string function, object request, CancellationToken cancellation)
    {
        var asked = JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), DatabaseJson.Options);
        await using var command = new NpgsqlCommand($"select public.{function}($1)", connection) { CommandTimeout = (int)CallBound.Of(asked.Length).TotalSeconds };
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = asked });
        // Piece by piece: a row that is read whole is held whole, whatever it has.
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
        await reader.ReadAsync(cancellation);
        if (await reader.IsDBNullAsync(0, cancellation))
        {
            return BoundedBytes.None;
        }

        await using var stream = await reader.GetStreamAsync(0, cancellation);
        var answer = await BoundedBytes.ReadAsync(stream, AnswerBound.Read, AnswerBound.Large, cancellation);
        if (answer.All.Length >= AnswerBound.Read)
        {
            answer.Dispose();
            AnswerBound.Require(function, answer.All.Length);
        }

        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        await _source.DisposeAsync();
    }

    [GeneratedRegex("^workers_[a-z_]+$", RegexOptions.NonBacktracking)]
    private static partial Regex FunctionName();
}
