using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Support;

namespace Workers.Documents;

/// <summary>A store over whoever stands where Storage should be, and one document for it.</summary>
internal sealed class ForeignStorage : IAsyncDisposable
{
    public const long Most = 10_000;
    private readonly HttpClient _http = new(SupabaseHttp.Handler(new("http://127.0.0.1"))) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TemporaryFolder _folder = new();
    private readonly RawServer _server;

    public ForeignStorage(string key = "service-key")
    {
        _server = new(request =>
        {
            Last = request;
            return Answer(request);
        });
        Content = RandomNumberGenerator.GetBytes(1000);
        Name = new(DocumentSource.Index, "1", "Hull", null, Convert.ToHexStringLower(SHA256.HashData(Content)));
        Path = $"index/{DocumentKey.Of(Name)}";
        File.WriteAllBytes(_folder.File("paid.pdf"), Content);
        Store = new(
            _http, TargetEnvironment.Dev, new EnvironmentOptions { SupabaseUrl = _server.Url, ServiceKey = key },
            new DocumentsOptions(), TimeProvider.System, NullLogger<SupabaseDocumentStore>.Instance, Most);
    }

    public Func<RawRequest, byte[]> Answer { get; set; } = _ => RawServer.Answer(503, "");

    /// <summary>The request that came last.</summary>
    public RawRequest? Last { get; private set; }

    public SupabaseDocumentStore Store { get; }

    public DocumentName Name { get; }

    public byte[] Content { get; }

    /// <summary>Where the document is put.</summary>
    public string Path { get; }

    /// <summary>What was fetched last.</summary>
    public string Fetched => _folder.File("fetched.pdf");

    public Uri Url => _server.Url;

    public Task<string> PutAsync() => Store.PutAsync(Name, _folder.File("paid.pdf"), CancellationToken.None);

    public async Task FetchAsync(string path)
    {
        File.Delete(Fetched);
        await Store.FetchAsync(path, DocumentSource.Index, Fetched, CancellationToken.None);
    }

    public Task<string?> CheckAsync() => Store.CheckAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
