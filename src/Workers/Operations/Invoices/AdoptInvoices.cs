using Workers.Hosting.Environments;
using Workers.Jobs.Search;
using Workers.Registre;
using Workers.Registre.Invoices;

namespace Workers.Operations.Invoices;

/// <param name="Environment">Whose documents; null takes all that are configured, prod first.</param>
/// <param name="Account">Null for all.</param>
/// <param name="Since">From which day of the registry on a bill counts for every document; null: from the day on which each was added.</param>
/// <param name="Applies">Without it, only tells what would be adopted.</param>
internal sealed record AdoptRequest(TargetEnvironment? Environment, string? Account, int Days, DateOnly? Since, bool Applies);

/// <param name="State">What the ledger says of the document; null when it was, or would be, adopted.</param>
internal sealed record AdoptedInvoice(Adoption Adoption, string? State);

/// <param name="Left">Bills that are nobody's, as before.</param>
/// <param name="Unread">Accounts whose bills nobody saw.</param>
internal sealed record AdoptedInvoices(IReadOnlyList<AdoptedInvoice> Adopted, IReadOnlyList<UnclaimedLine> Left, IReadOnlyList<UnreadAccount> Unread);

/// <summary>Writes bills that no ledger knows down as purchases of the documents that wait to be bought and are named there, so that they are fetched, not bought.</summary>
internal static class AdoptInvoices
{
    private const int Page = 1000;

    /// <summary>Not read and not stored: waiting, at work, failed.</summary>
    private static readonly int[] Unbought = [1, 2, 5];

    /// <param name="begun">Told of each account before its invoices are read.</param>
    /// <exception cref="OperationException">No account is configured, or a store did not answer; what was adopted stays so.</exception>
    public static async Task<AdoptedInvoices> RunAsync(Queues queues, AdoptRequest request, Action<string> begun, CancellationToken cancellation)
    {
        IReadOnlyList<TargetEnvironment> environments = request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured;
        // As far back as bills count.
        var reach = request.Since is { } since ? DateOnly.FromDateTime(QuebecTime.Of(TimeProvider.System.GetUtcNow())).DayNumber - since.DayNumber + 2 : 0;
        var (accounts, unread) = await ReconcileInvoices.RunAsync(queues, request.Account, Math.Max(request.Days, reach), begun, cancellation);
        List<UnclaimedLine> lines = [.. accounts.SelectMany(account => account.Found.Unclaimed.Select(line => new UnclaimedLine(account.Account, line.Line, line.Day)))];
        List<UnboughtDocument> documents = [];
        foreach (var environment in lines.Count > 0 ? environments : [])
        {
            documents.AddRange(await FindAsync(queues, environment, cancellation));
        }

        List<AdoptedInvoice> adopted = [];
        foreach (var adoption in InvoiceAdoption.Of(lines, documents, request.Since))
        {
            var environment = adoption.Document.Environment;
            adopted.Add(new(adoption, request.Applies
                ? await Queues.AskAsync(environment, queues.InvoicesOf(environment).AdoptAsync(adoption, queues.Settings.Get<RegistreOptions>().Price, TimeProvider.System.GetUtcNow(), cancellation))
                : null));
        }

        return new(adopted, [.. lines.Except(adopted.Where(one => one.State is null).Select(one => one.Adoption.Line))], unread);
    }

    private static async Task<IReadOnlyList<UnboughtDocument>> FindAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        List<UnboughtDocument> found = [];
        ListPlace? place = null;
        do
        {
            var query = new DocumentQuery(new() { Statuses = Unbought }, DocumentSort.Created, Descending: false, place, Page);
            var page = await Queues.AskAsync(environment, queues.SearchOf(environment).ListAsync(query, cancellation));
            foreach (var document in page.Documents.Where(document => !document.IsStored))
            {
                if (DocumentRequest.Of(document) is { } wanted)
                {
                    found.Add(new(environment, document.Id, document.CreatedAt, wanted));
                }
            }

            place = page.After;
        }
        while (place is not null);
        return found;
    }
}
