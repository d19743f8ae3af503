using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Matching;

namespace Workers.Registre.Invoices;

/// <summary>A bill that no ledger knows.</summary>
/// <param name="Day">Its own, or by the lines beside it.</param>
internal sealed record UnclaimedLine(string Account, InvoiceRow Row, DateOnly Day);

/// <summary>A document that its ledger says is not bought.</summary>
internal sealed record UnboughtDocument(TargetEnvironment Environment, Guid Id, DateTimeOffset CreatedAt, DocumentRequest Request);

internal sealed record Adoption(UnclaimedLine Line, UnboughtDocument Document);

/// <summary>
/// Which bills that nobody knows are of documents that wait to be bought. Pure. A ledger that was restored from a backup does not know what was bought after it; the
/// document opens again from its invoice at no cost.
/// </summary>
internal static class InvoiceAdoption
{
    /// <param name="since">From which day on a bill counts for every document; null: from the day on which the document was added. An acte stays the same, so any of its bills counts.</param>
    /// <returns>Each line and each document once; lines that name their document in full go first, newer ones before older ones.</returns>
    public static IReadOnlyList<Adoption> Of(IEnumerable<UnclaimedLine> lines, IEnumerable<UnboughtDocument> documents, DateOnly? since)
    {
        List<UnclaimedLine> left = [.. lines.OrderByDescending(line => line.Day).ThenBy(line => line.Row.Position)];
        List<UnboughtDocument> open = [.. documents.OrderBy(document => document.Environment).ThenBy(document => document.CreatedAt).DistinctBy(document => (document.Environment, document.Request.Key))];
        List<Adoption> adopted = [];
        Pair(InvoiceMatch.IsOf);
        Pair(InvoiceMatch.IsPerhaps);
        return adopted;

        void Pair(Func<InvoiceRow, DocumentRequest, bool> isOf)
        {
            foreach (var line in left.ToList())
            {
                if (open.Find(document => IsInTime(line, document) && isOf(line.Row, document.Request)) is { } document)
                {
                    adopted.Add(new(line, document));
                    left.Remove(line);
                    open.Remove(document);
                }
            }
        }

        bool IsInTime(UnclaimedLine line, UnboughtDocument document) =>
            document.Request.Source is DocumentSource.Acte
            // The site's clock is its own: a day before counts.
            || line.Day >= (since ?? DateOnly.FromDateTime(QuebecTime.Of(document.CreatedAt))).AddDays(-1);
    }
}
