using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Registre.Consultations;

namespace Workers.Registre.Invoices;

/// <summary>One run over an account's invoices, as it is kept.</summary>
internal sealed record InvoiceRun(string Account, DateTimeOffset RanAt, DateOnly JudgedFrom, int Known, int Pending);

/// <param name="Line">The invoice's, where there is one.</param>
/// <param name="Document">Ours, where there is one.</param>
/// <param name="Cad">What is unexplained by it.</param>
internal sealed record OpenDifference(string Account, DifferenceKind Kind, DateOnly Day, string? Line, string? Document, decimal Cad, DateTimeOffset FirstSeen);

/// <summary>How invoices and one environment's ledger disagree.</summary>
/// <param name="Differences">The newest 500.</param>
/// <param name="Count">Of all of them.</param>
internal sealed record OpenDifferences(IReadOnlyList<InvoiceRun> Runs, IReadOnlyList<OpenDifference> Differences, long Count, decimal UnexplainedCad);

/// <summary>What one environment's database knows of purchases and of their invoices.</summary>
internal sealed class InvoiceLedger(IDatabaseFunctions database)
{
    public TargetEnvironment Environment => database.Environment;

    /// <param name="since">A day of the registry.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<LedgerPurchase>> ReadPurchasesAsync(string account, DateOnly since, CancellationToken cancellation)
    {
        var answer = await database.CallAsync<Purchases>("workers_invoices_purchases", new { Environment = Environment.Label(), Account = account, Since = since }, cancellation);
        return [.. answer.All.Select(purchase => purchase with { Environment = Environment })];
    }

    /// <summary>Keeps what concerns this environment; what a later run over the same days does not find any more is resolved.</summary>
    /// <returns>Keys of the differences that were not open before.</returns>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(
        string account, DateOnly judgedFrom, int known, int pending, IReadOnlyCollection<Difference> differences, CancellationToken cancellation)
    {
        var request = new
        {
            Environment = Environment.Label(),
            Account = account,
            JudgedFrom = judgedFrom,
            Known = known,
            Pending = pending,
            UnexplainedCad = differences.Sum(difference => difference.Cad),
            Differences = differences.Select(difference => new
            {
                difference.Kind,
                difference.Key,
                difference.Day,
                difference.Line,
                ConsultationId = difference.Purchase?.Id,
                Document = difference.Purchase?.Document.Key,
                difference.Cad,
            }),
        };
        return (await database.CallAsync<Written>("workers_invoices_write", request, cancellation)).New;
    }

    /// <summary>Writes a bill down as the purchase of a document that waits to be bought: it is looked up before anything else.</summary>
    /// <param name="now">No bill is written down as later than this.</param>
    /// <returns>Null when it is; else why not, in a word.</returns>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<string?> AdoptAsync(Adoption adoption, Tariff tariff, DateTimeOffset now, CancellationToken cancellation)
    {
        var (line, document) = adoption;
        var midday = QuebecTime.At(line.Day.ToDateTime(new(12, 0))) ?? now;
        var request = new
        {
            Environment = Environment.Label(),
            JobId = document.Id,
            line.Account,
            Document = ConsultationLedger.Identity(document.Request),
            At = midday < now ? midday : now,
            Line = line.Row.Text,
            PriceCad = line.Row.Amount,
            Tariff = tariff.Entries,
        };
        var answer = await database.CallAsync<Taken>("workers_invoices_adopt", request, cancellation);
        return answer.Done ? null : answer.State ?? "unknown";
    }

    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<OpenDifferences> ReadOpenAsync(CancellationToken cancellation) =>
        database.CallAsync<OpenDifferences>("workers_invoices_open", new { Environment = Environment.Label() }, cancellation);

    private sealed record Purchases([property: System.Text.Json.Serialization.JsonPropertyName("purchases")] IReadOnlyList<LedgerPurchase> All);

    private sealed record Taken(bool Done, string? State = null);

    private sealed record Written(IReadOnlyList<string> New);
}
