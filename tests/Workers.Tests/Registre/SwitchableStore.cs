using System.Collections.Concurrent;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Registre;

/// <summary>A document store in memory that can be away.</summary>
internal sealed class SwitchableStore : IDocumentStore
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    public TargetEnvironment Environment => TargetEnvironment.Dev;

    public bool Away { get; set; }

    public bool IsTooSmall { get; init; }

    public byte[] this[string path] => _objects[path];

    public void Lose(string path) => _objects.TryRemove(path, out _);

    public void Spoil(string path) => _objects[path] = "<html>"u8.ToArray();

    public async Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation)
    {
        if (Away)
        {
            throw new DocumentStoreException("the store is away") { IsAway = true };
        }

        if (IsTooSmall)
        {
            throw new DocumentStoreException("the bucket takes less") { IsAway = true, IsTooLarge = true };
        }

        var path = $"{name.Source}/{name.Number}-{name.ContentSha256}.pdf";
        _objects[path] = await File.ReadAllBytesAsync(localFile, cancellation);
        return path;
    }

    public Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation) =>
        _objects.TryGetValue(supabasePath, out var bytes)
            ? File.WriteAllBytesAsync(localFile, bytes, cancellation)
            : throw new DocumentStoreException($"{supabasePath} does not exist", missing: true);

    public Task RemoveAsync(string supabasePath, DocumentSource source, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string?> CheckAsync(CancellationToken cancellation, bool makes = true) => Task.FromResult<string?>(null);
}
