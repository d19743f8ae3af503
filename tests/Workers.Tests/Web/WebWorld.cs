using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Simulators.Servers;
using Workers.Access;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Operations;
using Workers.Support;

namespace Workers.Web;

/// <summary>An answer as a program reads it.</summary>
internal sealed record Answered(HttpStatusCode Status, string? MediaType, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>As they came.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>What is told of them.</summary>
    public HttpContentHeaders? Content { get; init; }

    /// <summary>A header of the answer itself; empty of none.</summary>
    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}

/// <summary>The API on a port of its own over two environments of a real Postgres; asked through sockets.</summary>
internal sealed class WebWorld : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Queues _queues;
    private readonly LoadedSettings _settings;
    private readonly List<(Queues Queues, Task Serving)> _replicas = [];
    private readonly TimeProvider _time;
    private readonly Task _serving;

    private WebWorld(QueueDatabase dev, QueueDatabase staging, LoadedSettings settings, ListenAddress address, TimeProvider? time)
    {
        (Dev, Staging, _settings, _time) = (dev, staging, settings, time ?? Time);
        Address = new($"http://{address}");
        _queues = Queues.Open(settings);
        _serving = new WebServer(settings.Get<WebOptions>(), address, _queues, Loops(), _time, Log).RunAsync(_end.Token);
    }

    public QueueDatabase Dev { get; }

    public QueueDatabase Staging { get; }

    public Uri Address { get; }

    /// <summary>The server's own.</summary>
    public Queues Queues => _queues;

    /// <summary>Of what the server remembers; it stands still. A server that was started with a time of its own has none of it.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>What the server told of itself.</summary>
    public LogLines Log { get; } = new(LogLevel.Information);

    public static Task<WebWorld> StartAsync(PostgresFixture postgres, RedisFixture redis, params (string Name, string Value)[] more) => StartAsync(postgres, redis, null, more);

    /// <param name="time">Null for <see cref="Time"/>.</param>
    public static async Task<WebWorld> StartAsync(PostgresFixture postgres, RedisFixture redis, TimeProvider? time, params (string Name, string Value)[] more)
    {
        var (dev, staging) = (await QueueDatabase.CreateAsync(postgres), await QueueDatabase.CreateAsync(postgres));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DEV_SUPABASE_DB_URL"] = dev.Url,
            ["DEV_DOCUMENTS_PATH"] = Path.GetTempPath(),
            ["STAGING_SUPABASE_DB_URL"] = staging.Url,
            ["STAGING_DOCUMENTS_PATH"] = Path.GetTempPath(),
            ["REDIS_URL"] = await redis.UrlAsync(),
            ["REDIS_KEY_PREFIX"] = redis.NewPrefix(),
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var address = new ListenAddress(new(IPAddress.Loopback, Loopback.FreePort()));
        var world = new WebWorld(dev, staging, LoadedSettings.Load(new SettingsSource(settings, null, [])), address, time);
        await world.WaitAsync(world.Address, world._serving);
        return world;
    }

    /// <summary>Another server over the same queues.</summary>
    public async Task<Uri> StartReplicaAsync()
    {
        var address = new ListenAddress(new(IPAddress.Loopback, Loopback.FreePort()));
        var queues = Queues.Open(_settings);
        var serving = new WebServer(_settings.Get<WebOptions>(), address, queues, Loops(), _time, Log).RunAsync(_end.Token);
        _replicas.Add((queues, serving));
        await WaitAsync(new($"http://{address}"), serving);
        return new($"http://{address}");
    }

    /// <returns>A key's text.</returns>
    public async Task<string> KeyAsync(AccessRole role, QueueDatabase? of = null, int? perMinute = null)
    {
        var environment = of == Staging ? TargetEnvironment.Staging : TargetEnvironment.Dev;
        await using var functions = (of ?? Dev).OpenFunctions(environment);
        return (await new KeyStore(functions).MakeAsync(new("a test", role, "a test", RequestsPerMinute: perMinute), CancellationToken.None)).Text.Show();
    }

    public Task<Answered> GetAsync(string path, string? key, params (string Name, string Value)[] headers) => SendAsync(new(HttpMethod.Get, new Uri(Address, path)), key, headers);

    public Task<Answered> PostAsync(string path, string? key, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(new(HttpMethod.Post, new Uri(Address, path)) { Content = new StringContent(body, Encoding.UTF8, type) }, key, headers);

    /// <summary>What the other methods do not say.</summary>
    public async Task<Answered> SendAsync(HttpRequestMessage request, string? key, params (string Name, string Value)[] headers)
    {
        using var sent = request;
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(bytes), response.Headers) { Bytes = bytes, Content = response.Content.Headers };
    }

    /// <summary>As a signal does; what is open then ends by itself.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var (queues, serving) in _replicas)
        {
            await serving;
            await queues.DisposeAsync();
        }

        _client.Dispose();
        await _queues.DisposeAsync();
        await Dev.DisposeAsync();
        await Staging.DisposeAsync();
        _end.Dispose();
    }

    private BackgroundLoops Loops() => new(_time, Log.CreateLogger<BackgroundLoops>());

    /// <summary>Until it listens; what ends it before is told.</summary>
    private async Task WaitAsync(Uri address, Task serving)
    {
        while (!serving.IsCompleted)
        {
            try
            {
                using var first = await _client.GetAsync(new Uri(address, "/v1/openapi.json"));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        await serving;
    }
}
