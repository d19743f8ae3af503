using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Jobs;
using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Purchases;

/// <summary>
/// Keeps the rows of a computerised index that the viewer shows, beside the PDF that was saved from it. A witness: nothing of a purchase
/// waits for it beyond a short bound, fails by it or changes by it, and it asks the site for nothing.
/// </summary>
internal sealed partial class IndexWitness(PurchaseServices services)
{
    private const string Step = "index rows";
    private static readonly TimeSpan LookBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SaveBound = TimeSpan.FromSeconds(3);

    public async Task KeepAsync(SiteTab tab, DocumentSource source, string contentSha256)
    {
        if (source is not DocumentSource.Index)
        {
            return;
        }

        try
        {
            if (IndexTable.Read(await ReadAsync(tab)) is { } rows)
            {
                using var bound = new CancellationTokenSource(SaveBound, services.Time);
                await services.Ledger.KeepIndexRowsAsync(contentSha256, rows, bound.Token);
            }
        }
        catch (Exception without) when (without is DatabaseException or OperationCanceledException)
        {
            LogWithout(services.Logger, contentSha256, without.Message);
        }
    }

    /// <summary>Of every frame that answers in time; one that shows the PDF itself, or is busy, has none.</summary>
    private async Task<IReadOnlyList<ShownTable>> ReadAsync(SiteTab tab)
    {
        List<ShownTable> tables = [];
        var started = services.Time.GetTimestamp();
        foreach (var frame in tab.Frames())
        {
            try
            {
                tables.AddRange(await tab.DoAsync(_ => TableReader.ReadAsync(frame), Step, LookBound - Min(services.Time.GetElapsedTime(started), LookBound)));
            }
            catch (RegistreFailure without)
            {
                LogFrame(services.Logger, without.Message);
            }
        }

        return tables;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(Level = LogLevel.Debug, Message = "A frame around the document was not looked at for the rows of an index: {Reason}")]
    private static partial void LogFrame(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The rows of the index beside the PDF {ContentSha256} were not kept: {Reason}")]
    private static partial void LogWithout(ILogger logger, string contentSha256, string reason);
}
