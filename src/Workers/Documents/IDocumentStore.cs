using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Outcomes;

namespace Workers.Documents;

/// <summary>Where an environment's PDFs live: Supabase Storage or a local folder. One contract suite runs over both.</summary>
internal interface IDocumentStore
{
    TargetEnvironment Environment { get; }

    /// <summary>Puts a PDF under a key that contains its SHA-256, so that a retry meets its own object and a stale upload replaces nobody's.</summary>
    /// <returns><c>bucket/key</c> for <c>supabase_path</c>.</returns>
    /// <exception cref="DocumentStoreException">Not stored; the message says what to do.</exception>
    Task<string> PutAsync(DocumentName name, string localFile, CancellationToken cancellation);

    /// <summary>Fetches an object to a local file. Accepts every form that <c>supabase_path</c> has had.</summary>
    /// <exception cref="DocumentStoreException">Missing, of another environment, or unreachable.</exception>
    Task FetchAsync(string supabasePath, DocumentSource source, string localFile, CancellationToken cancellation);

    /// <summary>Takes an object away; one that is not there is away already.</summary>
    /// <exception cref="DocumentStoreException">Of another environment, refused, or unreachable.</exception>
    Task RemoveAsync(string supabasePath, DocumentSource source, CancellationToken cancellation);

    /// <summary>Whether the store answers, and its buckets exist and are fit for documents; null when all is well, else the remedy.</summary>
    /// <param name="makes">Makes what is missing, which a start does; else it only looks.</param>
    Task<string?> CheckAsync(CancellationToken cancellation, bool makes = true);
}

/// <param name="ContentSha256">Lower-case hex of the file's content.</param>
internal sealed record DocumentName(
    DocumentSource Source, string Number, string? Circonscription, string? Cadastre, string ContentSha256);

/// <param name="missing">True when the object certainly does not exist (trying again cannot help).</param>
internal sealed class DocumentStoreException(string message, bool missing = false, Exception? inner = null) : StoreException(message, inner)
{
    public bool Missing { get; } = missing;

    /// <summary>The document is larger than the store takes as it is set up; smaller ones it may take.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>True when <c>supabase_path</c> says no place of this store: trying again cannot help, and whether the object exists is not known.</summary>
    public bool IsWrongAddress { get; init; }
}

/// <summary>The stores of all configured environments.</summary>
internal sealed class DocumentStores(IEnumerable<IDocumentStore> stores)
{
    private readonly Dictionary<TargetEnvironment, IDocumentStore> _stores = stores.ToDictionary(store => store.Environment);

    public IDocumentStore this[TargetEnvironment environment] => _stores[environment];
}
