using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;

namespace Workers.Database.PostgRest;

/// <summary>The functions of one environment over PostgREST (<c>POST /rest/v1/rpc/…</c>) with the service key.</summary>
internal sealed class PostgRestFunctions : IDatabaseFunctions
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;
    private readonly ChangeSignal _signal;
    private readonly TimeProvider _time;

    public PostgRestFunctions(TargetEnvironment environment, Uri project, string serviceKey, TimeProvider time)
    {
        Environment = environment;
        _time = time;
        _signal = new ChangeSignal(time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = new Uri(project.AbsoluteUri.TrimEnd('/') + "/rest/v1/rpc/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add("apikey", serviceKey);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", serviceKey);
    }

    public TargetEnvironment Environment { get; }

    public async Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Bound, _time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var response = await _http.PostAsJsonAsync(function, new { request }, DatabaseJson.Options, bounded.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Refusal(response.StatusCode, await response.Content.ReadAsStringAsync(bounded.Token));
            }

            return (await response.Content.ReadFromJsonAsync<TResponse>(DatabaseJson.Options, bounded.Token))!;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = exception is OperationCanceledException ? $"no answer within {Bound.TotalSeconds:0} s" : exception.Message;
            throw new DatabaseException(DatabaseFailure.Unavailable, $"{_http.BaseAddress!.Host}: {why}", exception);
        }
    }

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) => _signal.WaitAsync(atMost, cancellation);

    public void Wake() => _signal.Wake();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>PostgREST answers {code, message, details, hint}; code is a SQLSTATE or PGRSTnnn. The gateway before it answers {message}.</summary>
    private static DatabaseException Refusal(HttpStatusCode status, string body)
    {
        var (code, message) = ReadError(body);
        var kind = (int)status switch
        {
            401 or 403 => DatabaseFailure.Unauthorized,
            404 => DatabaseFailure.SchemaMissing,
            408 or 429 or >= 500 => DatabaseFailure.Unavailable,
            _ when code is { Length: 5 } state => PostgresFailures.KindOf(state),
            _ => DatabaseFailure.Refused,
        };
        return new DatabaseException(kind, $"{message} ({(int)status}{(code is null ? "" : $", {code}")})");
    }

    private static (string? Code, string Message) ReadError(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject error && error["message"] is { } message
                ? ((string?)error["code"], message.ToString())
                : (null, Shortened(body));
        }
        catch (JsonException)
        {
            return (null, Shortened(body));
        }
    }

    private static string Shortened(string body) => body.Length <= 200 ? body : body[..200];
}
