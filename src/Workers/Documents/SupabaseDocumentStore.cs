using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Http;
using Workers.Jobs;
using Workers.Pdf;

namespace Workers.Documents;

/// <summary>Supabase Storage over HTTP, with the service key. Buckets that do not exist are created as private ones, and that is logged.</summary>
/// <param name="http">See <see cref="StorageWire"/>.</param>
/// <param name="most">The largest object that is fetched, in bytes.</param>
internal sealed partial class SupabaseDocumentStore(
    HttpClient http, TargetEnvironment environment, EnvironmentOptions project, DocumentsOptions options, TimeProvider time,
    ILogger<SupabaseDocumentStore> logger, long most = SupabaseDocumentStore.MostOfADocument) : IDocumentStore
{
    /// <summary>As much as OCR_PDF_MAX_MB may allow, so that this bound stops only what is no document: an answer without end.</summary>
    public const long MostOfADocument = 2000L << 20;

    private readonly StorageWire _wire = new(http, environment, project, options, time, most);

    public TargetEnvironment Environment => environment;

    public async Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation)
    {
        await DocumentFile.VerifyAsync(localFile, name.ContentSha256, cancellation);
        var path = DocumentPath.Of(name);
        var content = new StreamContent(DocumentFile.OpenRead(localFile));
        content.Headers.ContentType = new(StorageBucket.Pdf);
        // The key names the content: overwriting means writing the same again.
        var request = new HttpRequestMessage(HttpMethod.Post, _wire.Address("object", path.Bucket, path.Key)) { Content = content, Headers = { { "x-upsert", "true" } } };
        var isConfirmed = await _wire.SendAsync(
            request, $"store {path}",
            async (answer, bound) =>
            {
                using var body = await ForeignBody.ReadAsync(answer.Content, ForeignBody.MostOfAnError, bound);
                return body.Text("Key") == path.ToString();
            },
            expected: StorageRefusal.AlreadyThere, cancellation);
        if (!isConfirmed)
        {
            await ReadBackAsync(path, name.ContentSha256, cancellation);
        }

        return path.ToString();
    }

    public async Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project.SupabaseUrl);
        await FetchAsync(
            path, $"fetch {path}",
            async (content, bound) =>
            {
                try
                {
                    await DocumentFile.WriteAsync(AtomicFile.OnDisk, content, localFile, DocumentKey.Sha256Of(path.Key), bound);
                }
                catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
                {
                    throw new DocumentStoreException($"{environment.Label()}: {path} could not be written to {localFile}: {disk.Message}", missing: false, disk) { IsAway = true };
                }

                return "";
            },
            cancellation);
    }

    public Task RemoveAsync(string supabasePath, DocumentSource source, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project.SupabaseUrl);
        var what = $"remove {path}";
        return _wire.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete, _wire.Address("object", path.Bucket, path.Key)), what,
            async (answer, bound) =>
            {
                using var body = await ForeignBody.ReadAsync(answer.Content, ForeignBody.MostOfAnError, bound);
                return body.Text("message") is not null ? true : throw _wire.Foreign(what, answer, body);
            },
            expected: StorageRefusal.NoSuchKey, cancellation);
    }

    public async Task<string?> CheckAsync(CancellationToken cancellation, bool makes = true)
    {
        try
        {
            var faults = new List<string>();
            foreach (var name in DocumentKey.Buckets)
            {
                var bucket = await FindAsync(name, cancellation) ?? (makes ? await CreateAsync(name, cancellation) : null);
                faults.AddRange(bucket?.Faults() ?? [$"Storage shows no bucket {name}: check that {environment.Label()}_SUPABASE_SERVICE_KEY is the service key, or create the bucket as a private one."]);
            }

            return faults.Count == 0 ? null : string.Join(' ', faults);
        }
        catch (DocumentStoreException failure)
        {
            return $"{failure.Message} Storage needs the private buckets {string.Join(", ", DocumentKey.Buckets)}.";
        }
    }

    /// <summary>Nothing counts as stored because of an answer that somebody else gave: the object itself shows it.</summary>
    private async Task ReadBackAsync(DocumentPath path, string sha256, CancellationToken cancellation)
    {
        string? found;
        try
        {
            found = await FetchAsync(path, $"read {path} back", async (content, bound) => await PdfHash.OfAsync(content, bound), cancellation);
        }
        catch (DocumentStoreException unread)
        {
            throw new DocumentStoreException($"The answer to storing {path} is not Storage's. {unread.Message}", missing: false, unread) { IsAway = true };
        }

        if (found != sha256)
        {
            throw new DocumentStoreException($"The answer to storing {path} is not Storage's, and what lies there has the SHA-256 {found}. Check {environment.Label()}_SUPABASE_URL.") { IsAway = true };
        }
    }

    private Task<string?> FetchAsync(DocumentPath path, string what, Func<Stream, CancellationToken, Task<string?>> take, CancellationToken cancellation) => _wire.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, _wire.Address("object/authenticated", path.Bucket, path.Key)), what,
        async (answer, bound) =>
        {
            await using var content = await _wire.ContentAsync(answer, what, bound);
            return await take(content, bound);
        },
        expected: null, cancellation);

    /// <returns>Null when the key is shown no such bucket.</returns>
    private Task<StorageBucket?> FindAsync(string name, CancellationToken cancellation)
    {
        var what = $"describe the bucket {name}";
        return _wire.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, _wire.Address("bucket", name)), what,
            async (answer, bound) =>
            {
                using var body = await ForeignBody.ReadAsync(answer.Content, ForeignBody.MostOfAnError, bound);
                return StorageBucket.Read(body, name) ?? throw _wire.Foreign(what, answer, body);
            },
            expected: StorageRefusal.NoSuchBucket, cancellation);
    }

    /// <returns>Null when the key is shown no such bucket afterwards.</returns>
    private async Task<StorageBucket?> CreateAsync(string name, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _wire.Address("bucket")) { Content = JsonContent.Create(new { id = name, name, @public = false }) };
        var isNew = await _wire.SendAsync(request, $"create the bucket {name}", (_, _) => Task.FromResult(true), expected: StorageRefusal.AlreadyThere, cancellation);
        var bucket = await FindAsync(name, cancellation);
        if (isNew && bucket is not null)
        {
            LogCreated(environment.Label(), name);
        }

        return bucket;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: Storage had no bucket {Bucket}; a private one was created.")]
    private partial void LogCreated(string environment, string bucket);
}
