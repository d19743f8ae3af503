using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Search;

namespace Workers.Operations.Documents;

/// <param name="Environment">Null looks in all that are configured, one after the other.</param>
/// <param name="Behind">Where the page before ended.</param>
/// <param name="Limit">Of all environments together.</param>
internal sealed record FindRequest(DocumentFilter Filter, TargetEnvironment? Environment, DocumentSort Sort, bool Descending, ListCursor? Behind, int Limit);

internal sealed record FoundDocument(TargetEnvironment Environment, ListedDocument Document);

/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Faults">What could not be looked at, and why.</param>
internal sealed record FoundDocuments(IReadOnlyList<FoundDocument> Documents, ListCursor? Next, IReadOnlyList<OperationException> Faults);

/// <summary>Lists documents of one environment or of all.</summary>
internal static class FindDocuments
{
    private const int Most = 1000;

    /// <returns>What answered; an environment that does not is among the faults and hides no other.</returns>
    /// <exception cref="OperationException">The environment is not configured, or the cursor is of another list.</exception>
    public static async Task<FoundDocuments> RunAsync(Queues queues, FindRequest request, CancellationToken cancellation)
    {
        if (request.Behind is { } cursor && (cursor.Sort != request.Sort || cursor.Descending != request.Descending))
        {
            throw new OperationException(OperationFailure.Refused, "The place to go on from is of a list in another order. Take the one that this list told.");
        }

        var environments = request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured;
        var rest = request.Behind is { } behind ? environments.SkipWhile(environment => environment != behind.Environment).ToList() : [.. environments];
        var (found, faults) = (new List<FoundDocument>(), new List<OperationException>());
        foreach (var environment in rest)
        {
            var place = request.Behind?.Environment == environment ? request.Behind.Place : null;
            do
            {
                var query = new DocumentQuery(request.Filter, request.Sort, request.Descending, place, Math.Min(Most, request.Limit - found.Count));
                DocumentPage page;
                try
                {
                    page = await Queues.AskAsync(environment, queues.SearchOf(environment).ListAsync(query, cancellation));
                }
                catch (OperationException away)
                {
                    faults.Add(away);
                    break;
                }

                found.AddRange(page.Documents.Select(document => new FoundDocument(environment, document)));
                place = page.After;
                if (found.Count >= request.Limit)
                {
                    return new(found, NextOf(request, environment, place, rest), faults);
                }
            }
            while (place is not null);
        }

        return new(found, null, faults);
    }

    /// <summary>Behind the last of an environment stands the first of the next.</summary>
    private static ListCursor? NextOf(FindRequest request, TargetEnvironment environment, ListPlace? place, List<TargetEnvironment> environments) =>
        place is not null ? new(environment, request.Sort, request.Descending, place)
        : environments.SkipWhile(one => one != environment).Skip(1).FirstOrDefault() is var next && environments.IndexOf(environment) < environments.Count - 1
            ? new(next, request.Sort, request.Descending, null)
        : null;
}
