using System.Text.Json;
using Npgsql;

namespace Simulators.Strangers.Supabase.Rest;

/// <summary>
/// PostgREST's schema cache: the functions as they were at the start or at the last <c>notify pgrst</c>. A function made since is
/// unknown; one that was dropped since is still asked for.
/// </summary>
internal sealed class RoutineCache : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    private readonly StrangerSupabaseOptions _options;
    private readonly string _connectionString;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _learnt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _listening = Task.CompletedTask;

    private RoutineCache(StrangerSupabaseOptions options)
    {
        _options = options;
        _connectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ConnectionString;
    }

    /// <summary>All known functions.</summary>
    public IReadOnlyList<Routine> Known { get; private set; } = [];

    /// <summary>How often they were learnt.</summary>
    public int Loads { get; private set; }

    public static async Task<RoutineCache> StartAsync(StrangerSupabaseOptions options)
    {
        var cache = new RoutineCache(options);
        var connection = await cache.ListenAsync();
        cache._listening = cache.FollowAsync(connection);
        return cache;
    }

    /// <summary>Ends once the functions were learnt <paramref name="loads"/> times.</summary>
    public async Task WaitForLoadAsync(int loads, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task learnt;
            lock (_lock)
            {
                if (Loads >= loads)
                {
                    return;
                }

                learnt = _learnt.Task;
            }

            await learnt.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _listening;
        _ended.Dispose();
    }

    /// <summary>Listens first, then learns, so that no notification is missed between.</summary>
    private async Task<NpgsqlConnection> ListenAsync()
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(_ended.Token);
            await using (var listen = new NpgsqlCommand("listen pgrst", connection))
            {
                await listen.ExecuteNonQueryAsync(_ended.Token);
            }

            await LearnAsync(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task FollowAsync(NpgsqlConnection first)
    {
        var connection = first;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await using (connection)
                {
                    await ObeyAsync(connection);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
            {
                connection = await ReconnectAsync() ?? connection;
            }
        }
    }

    private async Task ObeyAsync(NpgsqlConnection connection)
    {
        var asked = false;
        connection.Notification += (_, notice) => asked |= notice.Payload is "" or "reload schema";
        while (true)
        {
            await connection.WaitAsync(_ended.Token);
            if (asked)
            {
                asked = false;
                await Task.Delay(_options.ReloadDelay, _options.Time, _ended.Token);
                await LearnAsync(connection);
            }
        }
    }

    private async Task<NpgsqlConnection?> ReconnectAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                return await ListenAsync();
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(Again, _options.Time, CancellationToken.None);
            }
        }

        return null;
    }

    private async Task LearnAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(EmbeddedFile.Read("Strangers/Supabase/Rest/routines.sql"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = _options.Schemas.ToArray() });
        var known = new List<Routine>();
        await using (var reader = await command.ExecuteReaderAsync(_ended.Token))
        {
            while (await reader.ReadAsync(_ended.Token))
            {
                known.Add(new(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetBoolean(2),
                    reader.GetBoolean(3),
                    reader.GetBoolean(4),
                    reader.GetBoolean(5),
                    reader.GetFieldValue<string[]>(6),
                    JsonSerializer.Deserialize<RoutineParameter[]>(reader.GetString(7), Web)!));
            }
        }

        lock (_lock)
        {
            Known = known;
            Loads++;
            _learnt.SetResult();
            _learnt = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
