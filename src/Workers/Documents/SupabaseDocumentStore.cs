using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Jobs;

namespace Workers.Documents;

/// <summary>Supabase Storage over HTTP, with the service key. Buckets that do not exist are created as private ones, and that is logged.</summary>
/// <param name="http">Without a timeout of its own; every call here is bounded.</param>
internal sealed partial class SupabaseDocumentStore(
    HttpClient http, TargetEnvironment environment, EnvironmentOptions project, DocumentsOptions options, TimeProvider time,
    ILogger<SupabaseDocumentStore> logger) : IDocumentStore
{
    private readonly Uri _root = new($"{project.SupabaseUrl!.GetLeftPart(UriPartial.Authority)}/storage/v1/");

    public TargetEnvironment Environment => environment;

    public async Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation)
    {
        await DocumentFile.VerifyAsync(localFile, name.ContentSha256, cancellation);
        var path = new DocumentPath(DocumentKey.Bucket(name.Source), DocumentKey.Of(name));
        await SendAsync(
            () =>
            {
                var content = new StreamContent(DocumentFile.OpenRead(localFile));
                content.Headers.ContentType = new("application/pdf");
                // The key names the content: overwriting means writing the same again.
                return new(HttpMethod.Post, Address("object", path)) { Content = content, Headers = { { "x-upsert", "true" } } };
            },
            (_, _) => Task.FromResult(true),
            $"store {path}", options.Timeout, cancellation);
        return path.ToString();
    }

    public async Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation)
    {
        var path = DocumentPath.Parse(supabasePath, source, environment, project.SupabaseUrl);
        await SendAsync(
            () => new(HttpMethod.Get, Address("object/authenticated", path)),
            async (answer, bound) =>
            {
                await using var content = await answer.Content.ReadAsStreamAsync(bound);
                await DocumentFile.WriteAsync(AtomicFile.OnDisk, content, localFile, DocumentKey.Sha256Of(path.Key), bound);
                return true;
            },
            $"fetch {path}", options.Timeout, cancellation);
    }

    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var bucket in await MissingAsync(cancellation))
            {
                await CreateAsync(bucket, cancellation);
            }

            // A key without rights is answered with an empty list and, by some versions, without an error.
            var missing = await MissingAsync(cancellation);
            return missing.Count == 0
                ? null
                : $"{environment.Label()} Storage shows no bucket {string.Join(", ", missing)}: check that {environment.Label()}_SUPABASE_SERVICE_KEY is the service key, or create the private buckets.";
        }
        catch (DocumentStoreException failure)
        {
            return $"{failure.Message} Storage needs the private buckets {string.Join(", ", DocumentKey.Buckets)}.";
        }
    }

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        var known = await SendAsync(
            () => new(HttpMethod.Get, new Uri(_root, "bucket")),
            (answer, bound) => answer.Content.ReadFromJsonAsync<JsonArray>(bound),
            "list the buckets", options.Timeout, cancellation);
        return [.. DocumentKey.Buckets.Except(known!.Select(bucket => bucket!["name"]!.ToString()), StringComparer.Ordinal)];
    }

    private async Task CreateAsync(string bucket, CancellationToken cancellation)
    {
        await SendAsync(
            () => new(HttpMethod.Post, new Uri(_root, "bucket")) { Content = JsonContent.Create(new { id = bucket, name = bucket, @public = false }) },
            (_, _) => Task.FromResult(true),
            $"create the bucket {bucket}", options.Timeout, cancellation, allowConflict: true);
        LogCreated(environment.Label(), bucket);
    }

    private Uri Address(string verb, DocumentPath path) =>
        new(_root, $"{verb}/{path.Bucket}/{string.Join('/', path.Key.Split('/').Select(Uri.EscapeDataString))}");

    private async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> build, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string what, TimeSpan bound,
        CancellationToken cancellation, bool allowConflict = false)
    {
        using var limit = new CancellationTokenSource(bound, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var request = build();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", project.ServiceKey);
        request.Headers.Add("apikey", project.ServiceKey);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (answer.IsSuccessStatusCode)
            {
                return await read(answer, both.Token);
            }

            var failure = StorageFailure.Of(answer.StatusCode, await answer.Content.ReadAsStringAsync(both.Token));
            return allowConflict && failure.IsAlreadyThere
                ? default!
                : throw new DocumentStoreException(
                    $"{environment.Label()} Storage could not {what}: {failure.Code} {failure.Message}. {failure.Remedy(environment.Label())}", failure.IsMissing)
                    { IsAway = failure.MayPass };
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new DocumentStoreException($"{environment.Label()} Storage did not {what} within {bound.TotalSeconds:0} s.", missing: false, late) { IsAway = true };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            throw new DocumentStoreException($"{environment.Label()} Storage could not {what}: {broken.Message}", missing: false, broken) { IsAway = broken is HttpRequestException };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: Storage had no bucket {Bucket}; a private one was created.")]
    private partial void LogCreated(string environment, string bucket);
}
