using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Simulators.Strangers.Supabase;
using Workers.Support;

namespace Workers.Simulators;

/// <summary>A stranger over a database of its own, and a plain HTTP client that speaks to it.</summary>
internal sealed class StrangerVisitor : IAsyncDisposable
{
    /// <summary>The bounds of a wait for what is sure to come.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly NpgsqlDataSource _sql;

    private StrangerVisitor(StrangerSupabase stranger, NpgsqlDataSource sql) => (Stranger, _sql) = (stranger, sql);

    public StrangerSupabase Stranger { get; }

    public StrangerSupabaseOptions Options => Stranger.Options;

    /// <summary>Starts over a database in which <paramref name="sql"/> has run.</summary>
    public static async Task<StrangerVisitor> StartAsync(
        PostgresFixture postgres, string sql = "", Func<StrangerSupabaseOptions, StrangerSupabaseOptions>? change = null)
    {
        var connectionString = await postgres.NewDatabaseAsync();
        var source = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(source, sql);
        var options = new StrangerSupabaseOptions { ConnectionString = connectionString };
        return new(await StrangerSupabase.StartAsync(change?.Invoke(options) ?? options), source);
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(_sql, sql);

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Calls a function with the service key, or with <paramref name="key"/>; no key at all when it is empty.</summary>
    public Task<HttpResponseMessage> CallAsync(string function, string body = "{}", string? key = null, Action<HttpRequestMessage>? change = null)
    {
        var request = Request(HttpMethod.Post, "rest/v1/rpc/" + function, key);
        request.Content = Content(Encoding.UTF8.GetBytes(body), "application/json");
        change?.Invoke(request);
        return SendAsync(request);
    }

    /// <summary>Sends to Storage with the service key, or with <paramref name="key"/>.</summary>
    public Task<HttpResponseMessage> StoreAsync(
        HttpMethod method, string path, byte[]? body = null, string type = "application/json", string? key = null, Action<HttpRequestMessage>? change = null)
    {
        var request = Request(method, "storage/v1/" + path, key);
        request.Content = body is null ? null : Content(body, type);
        change?.Invoke(request);
        return SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    public HttpRequestMessage Request(HttpMethod method, string path, string? key = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Stranger.Address, path));
        if (key is not "")
        {
            request.Headers.Add("apikey", key ?? Options.ServiceRoleKey);
        }

        return request;
    }

    public static ByteArrayContent Content(byte[] body, string type) => new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Stranger.DisposeAsync();
        await _sql.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql.Length > 0 ? sql : "select 1");
        await command.ExecuteNonQueryAsync();
    }
}
