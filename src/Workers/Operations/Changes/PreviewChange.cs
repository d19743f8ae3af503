using Workers.Gemini;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Registre;
using Workers.Registre.Consultations;

namespace Workers.Operations.Changes;

/// <summary>Tells what an order would do and what it would have paid; changes nothing.</summary>
internal static class PreviewChange
{
    /// <summary>So many documents are looked up as a quote does; beyond that all count as bought.</summary>
    private const int Quoted = 1000;

    /// <exception cref="OperationException">The environment is not configured, its database did not answer, or has functions of another version.</exception>
    public static async Task<ChangePreview> RunAsync(Queues queues, ChangeRequest request, CancellationToken cancellation)
    {
        var environment = queues.Require(request.Environment);
        await queues.RequireOwnFunctionsAsync(environment, cancellation);
        var options = queues.Settings.Get<RegistreOptions>();
        var store = queues.ChangesOf(environment);
        var (groups, perhaps, readings, price) = (new List<BulkGroup>(), new List<NewDocument>(), (IReadOnlyList<EarlierReadings>)[], 0m);
        Guid? after = null;
        do
        {
            var part = await Queues.AskAsync(
                environment, store.PreviewAsync(request.Verb, request.Filter, request.Options, options.Spending.Tariff.Entries, after, Quoted - perhaps.Count, cancellation));
            groups.AddRange(part.Groups);
            perhaps.AddRange(part.Perhaps);
            (readings, price, after) = (part.Readings ?? readings, part.PriceCad ?? price, part.After);
        }
        while (after is not null);

        var owned = perhaps.Count == 0 ? 0
            : (await Queues.AskAsync(environment, queues.SpendOf(environment, options.Spending).QuoteAsync(perhaps, options.Reuse, cancellation))).Documents.Count(document => document.Result is not QuoteResult.New);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return new(environment, request.Verb, request.Filter, Together(groups), ChangeCost.Of(groups, readings, perhaps.Count, owned, price, queues.Settings.Get<GeminiOptions>(), today));
    }

    private static IReadOnlyList<BulkGroup> Together(IEnumerable<BulkGroup> parts) =>
    [
        .. parts.GroupBy(part => (part.StatusId, part.Source, part.Fault, part.Buys, part.Reads))
            .Select(alike => alike.First() with { Rows = alike.Sum(one => one.Rows), Pages = alike.Sum(one => one.Pages), WithoutPages = alike.Sum(one => one.WithoutPages) })
            .OrderBy(group => group.Fault is not null).ThenBy(group => group.StatusId).ThenBy(group => group.Source, StringComparer.Ordinal)
            .ThenBy(group => group.Fault, StringComparer.Ordinal).ThenBy(group => group.Buys is null).ThenBy(group => group.Buys),
    ];
}
