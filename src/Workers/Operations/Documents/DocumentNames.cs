using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Search;

namespace Workers.Operations.Documents;

/// <param name="Faults">What could not be looked at, and why: what is meant may be there.</param>
internal sealed record NamedDocuments(IReadOnlyList<FoundDocument> Matches, IReadOnlyList<OperationException> Faults);

/// <summary>Which documents a word means that is no whole id.</summary>
internal static class DocumentNames
{
    private const int MostMatches = 20;

    /// <summary>Of an id where nothing is changed: fewer signs would be the beginning of too many.</summary>
    public const int LeastToLookAt = 4;

    /// <summary>Documents whose id begins so.</summary>
    /// <param name="environment">Null looks in all that are configured.</param>
    /// <exception cref="OperationException">The environment is not configured, or is the only one that was asked and its database did not answer.</exception>
    public static Task<NamedDocuments> FindAsync(Queues queues, IdWord word, TargetEnvironment? environment, CancellationToken cancellation) =>
        FindAsync(queues, [new() { IdBegins = word.Digits }], environment, cancellation);

    /// <summary>Documents whose id begins so, or that have this number: for who only looks.</summary>
    /// <inheritdoc cref="FindAsync(Queues, IdWord, TargetEnvironment?, CancellationToken)"/>
    public static Task<NamedDocuments> FindAsync(Queues queues, string asked, TargetEnvironment? environment, CancellationToken cancellation) =>
        FindAsync(queues, [.. FiltersOf(asked)], environment, cancellation);

    /// <summary>What a word may mean that is no whole id (pure).</summary>
    public static IEnumerable<DocumentFilter> FiltersOf(string asked)
    {
        if (IdWord.Parse(asked, LeastToLookAt) is { } word)
        {
            yield return new() { IdBegins = word.Digits };
        }

        if (DocumentFilter.Bare(asked) is { Length: > 0 } number)
        {
            yield return new() { Number = number };
        }
    }

    /// <summary>Whether a word that has no such number could only be the beginning of too many ids (pure).</summary>
    public static bool IsTooShort(string asked) => IdWord.Parse(asked, least: 1) is { IsLikeANumber: false } && IdWord.Parse(asked, LeastToLookAt) is null;

    private static async Task<NamedDocuments> FindAsync(Queues queues, IReadOnlyList<DocumentFilter> filters, TargetEnvironment? environment, CancellationToken cancellation)
    {
        var (matches, faults) = (new List<FoundDocument>(), new List<OperationException>());
        IReadOnlyList<TargetEnvironment> places = environment is { } asked ? [queues.Require(asked)] : queues.Configured;
        foreach (var place in places)
        {
            foreach (var filter in filters)
            {
                var found = await FindDocuments.RunAsync(queues, new(filter, place, DocumentSort.Created, Descending: true, null, MostMatches), cancellation);
                matches.AddRange(found.Documents.Where(one => !matches.Exists(known => known.Document.Id == one.Document.Id && known.Environment == one.Environment)));
                if (found.Faults is [var away, ..])
                {
                    faults.Add(away);
                    break;
                }
            }
        }

        return places.Count == 1 && faults is [var only] ? throw only : new(matches, faults);
    }
}
