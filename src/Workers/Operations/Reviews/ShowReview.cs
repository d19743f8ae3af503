using Microsoft.Extensions.DependencyInjection;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;
using Workers.Ocr;
using Workers.Ocr.Pages;
using Workers.Ocr.Pictures;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Operations.Reviews;

/// <summary>Shows what is open about a document, each value with its picture, and where nothing is what was decided; an item that is named is shown whatever its state.</summary>
internal static class ShowReview
{
    /// <returns>Null when no environment that was asked has it.</returns>
    /// <exception cref="OperationException">The environment is not configured, its database did not answer, or the item is about an earlier reading.</exception>
    public static async Task<ShownReview?> RunAsync(Queues queues, ShowReviewRequest request, CancellationToken cancellation)
    {
        if (await ReviewLookup.FindAsync(queues, request.Id, request.Environment, cancellation) is not var (environment, document, items))
        {
            return null;
        }

        var isDocument = document.Id == request.Id;
        var isOpen = items.Any(item => item.State is ReviewState.Open);
        var told = items.Where(item => isDocument ? !isOpen || item.State is ReviewState.Open : item.Id == request.Id).ToList();
        if (!isDocument && told is [])
        {
            throw new OperationException(OperationFailure.Refused, queues.Words.Say("review.fault_earlier", new() { ["item"] = $"{request.Id}", ["id"] = $"{document.Id}" }));
        }

        var pictures = request.Pictures && told.Exists(item => item.Page > 0 && (!isDocument || isOpen)) ? await DrawAsync(queues, environment, document, told, cancellation) : new Dictionary<Guid, ItemPicture>();
        return new(
            environment, document,
            [.. told.Select(item => pictures.GetValueOrDefault(item.Id) is { } picture ? new ShownItem(item, picture.Place?.Text, picture.Path, picture.Fault?.Text) { Where = picture.Place, WhyNone = picture.Fault } : new(item, null, null, null))],
            items.Count(item => item.State is not ReviewState.Open));
    }

    /// <summary>A picture helps and is not needed: whatever keeps it away is told in its place.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, ItemPicture>> DrawAsync(
        Queues queues, TargetEnvironment environment, ReviewedDocument document, IReadOnlyList<ReviewItem> items, CancellationToken cancellation)
    {
        if (document.SupabasePath is not { } stored)
        {
            return None(items, Remark.Of("picture.no_pdf"));
        }

        await using var services = Services(queues, environment);
        try
        {
            using var folder = services.GetRequiredService<WorkFolders>().Open();
            var pdf = folder.File("document.pdf");
            await services.GetRequiredService<DocumentStores>()[environment].FetchAsync(stored, document.DocumentSource, pdf, cancellation);
            if (document.ContentSha256 is { } read && !string.Equals(read, await PdfHash.OfAsync(pdf, cancellation), StringComparison.OrdinalIgnoreCase))
            {
                return None(items, Remark.Of("picture.other_pdf"));
            }

            return await services.GetRequiredService<StripPictures>().DrawAsync(pdf, items, folder.Path, cancellation);
        }
        catch (Exception failure) when (failure is DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            return None(items, failure.Message);
        }
    }

    private static Dictionary<Guid, ItemPicture> None(IEnumerable<ReviewItem> items, Remark why) => items.ToDictionary(item => item.Id, _ => new ItemPicture(null, why, null));

    private static ServiceProvider Services(Queues queues, TargetEnvironment environment) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(queues.Settings.Get<DocumentsOptions>())
        .AddSingleton(queues.Settings.Get<OcrOptions>())
        .AddSingleton(new DataFolder(queues.Settings.Get<HostingOptions>()))
        .AddDocuments([.. ConfiguredEnvironments.Of(queues.Settings).Where(one => one.Name == environment)])
        .AddSingleton<WorkFolders>()
        .AddSingleton<PageImages>()
        .AddSingleton<StripPictures>()
        .BuildServiceProvider();
}
