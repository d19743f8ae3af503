using Microsoft.AspNetCore.Http;

namespace Workers.Web.Live;

/// <summary>What one who listens wants to hear. Pure.</summary>
/// <param name="Kinds">Null wants all.</param>
internal sealed record LiveFilter(Guid? Document, string? Dossier, IReadOnlySet<string>? Kinds)
{
    public const string After = "after";

    private const int LongestDossier = 100;
    private const int MostKinds = 50;

    public static QueryWords Words { get; } = new(["document", "dossier", "kinds", After]);

    /// <exception cref="RequestFaultException">A word is not understood.</exception>
    public static LiveFilter Of(IQueryCollection query)
    {
        var faults = Words.FaultsOf(query);
        Guid? document = null;
        if (One("document") is { } id)
        {
            document = Guid.TryParse(id, out var parsed) ? parsed : null;
            if (document is null)
            {
                faults.Add($"document: found '{id}'; allowed: a document's id.");
            }
        }

        var dossier = One("dossier")?.Trim();
        if (dossier is { Length: > LongestDossier })
        {
            faults.Add($"dossier: allowed: up to {LongestDossier} characters.");
        }

        HashSet<string>? kinds = null;
        if (query["kinds"].SelectMany(word => (word ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Take(MostKinds + 1).ToList() is { Count: > 0 } words)
        {
            kinds = [.. words];
            faults.AddRange(kinds.Where(kind => !LiveStateViews.Kinds.Contains(kind, StringComparer.Ordinal) && !DocumentEventView.IsKind(kind))
                .Select(kind => $"kinds: found '{kind}'; allowed: {string.Join(", ", LiveStateViews.Kinds)}, or what happens to a document, such as document.stored."));
            if (words.Count > MostKinds)
            {
                faults.Add(FormattableString.Invariant($"kinds: allowed: up to {MostKinds} at once."));
            }
        }

        return faults.Count > 0 ? throw new RequestFaultException(Problems.BadRequest(string.Join(" ", faults))) : new(document, dossier, kinds);

        string? One(string name) => query[name] is [.., { Length: > 0 } last] ? last : null;
    }

    /// <summary>Whether it takes how things are, beside the progress of documents.</summary>
    public bool TakesStates => Kinds is null || LiveStateViews.Kinds.Any(kind => kind != ProgressView.Kind && Kinds.Contains(kind));

    public bool Takes(LiveEvent told) =>
        (Document is null || Document == told.Document) && (Dossier is null || Dossier == told.Dossier) && (Kinds is null || Kinds.Contains(told.Kind));

    /// <summary>Progress names a document and no dossier: who wants one dossier asks for its documents' own events.</summary>
    public bool Takes(LiveState told) =>
        (told.Document is null || ((Document is null || Document == told.Document) && Dossier is null)) && (Kinds is null || Kinds.Contains(told.Kind));
}
