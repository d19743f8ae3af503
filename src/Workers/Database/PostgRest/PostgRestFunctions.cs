using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using Workers.Hosting.Environments;
using Workers.Hosting.Http;
using Workers.Hosting.Network;
using Workers.Hosting.Signals;

namespace Workers.Database.PostgRest;

/// <summary>The functions of one environment over PostgREST (<c>POST /rest/v1/rpc/…</c>) with the service key.</summary>
internal sealed class PostgRestFunctions : IDatabaseFunctions
{
    private readonly Uri _project;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly string _key;

    public PostgRestFunctions(TargetEnvironment environment, Uri project, string serviceKey, TimeProvider time, WakeSignal? changed = null)
    {
        Environment = environment;
        _time = time;
        _key = serviceKey;
        Changed = changed ?? new WakeSignal(time);
        _project = new Uri(SupabaseHttp.Origin(project));
        _http = new HttpClient(SupabaseHttp.Handler(_project))
        {
            BaseAddress = new Uri(_project, "rest/v1/rpc/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        SupabaseKey.Put(serviceKey, _http.DefaultRequestHeaders);
    }

    public TargetEnvironment Environment { get; }

    public string Identity => _project.AbsoluteUri;

    public string Place => $"database behind {_project.AbsoluteUri}";

    public WakeSignal Changed { get; }

    [SuppressMessage("Design", "CA1031", Justification = "Foreign bytes; each of the ways to fail means the same.")]
    public async Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        var asked = JsonSerializer.SerializeToUtf8Bytes(new { request }, DatabaseJson.Options);
        var bound = CallBound.Of(asked.Length);
        using var timeout = new CancellationTokenSource(bound, _time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var content = new ByteArrayContent(asked) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
            using var message = new HttpRequestMessage(HttpMethod.Post, function) { Content = content };
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
            using var body = await ForeignBody.ReadAsync(response.Content, response.IsSuccessStatusCode ? AnswerBound.Read : ForeignBody.MostOfAnError, bounded.Token, _key, AnswerBound.Large);
            AnswerBound.Require(function, body.Bytes.Length);
            return response.IsSuccessStatusCode
                ? DatabaseJson.Read<TResponse>(body.Bytes.Span)
                : throw PostgRestFailures.Translate(_project, response.StatusCode, response.Headers.Location, body);
        }
        catch (Exception exception) when (exception is not DatabaseException && !(exception is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            var fault = await ConnectionFault.ExplainAsync(exception, SupabaseHttp.Server(_project));
            var why = exception is OperationCanceledException ? $"no answer within {bound.TotalSeconds:0} s" : ForeignBody.Show(exception.Message);
            throw new DatabaseException(DatabaseFailure.Unavailable, fault?.Said ?? $"{_project.Host}: {why}", exception) { Remedy = fault?.Remedy };
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
