using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Jobs;
using Workers.Jobs.Reviews;

namespace Workers.Operations.Reviews;

/// <param name="Environment">Null takes all that are configured.</param>
/// <param name="File">Is replaced.</param>
/// <param name="Pictures">Cuts each value out of its page too.</param>
internal sealed record ExportReviewsRequest(string File, TargetEnvironment? Environment = null, bool Pictures = false);

/// <param name="Values">Lines written.</param>
/// <param name="Contents">Of so many PDFs.</param>
internal sealed record ExportedReviews(string File, int Values, int Contents);

/// <summary>A value that a person looked at, as one line of JSON.</summary>
/// <param name="Value">What stands on the page, by a person's word.</param>
/// <param name="Read">What the reading said.</param>
internal sealed record GoldValue(
    string ContentSha256, DocumentSource Source, int Page, int? Line, string Field, ReviewBox? Box, string Value, string Read, string Seen, ReviewState State, string? By, DateTimeOffset? At, string? Picture);

/// <summary>Writes what people decided about readings as truth to score readings against. What nobody could tell, and doubts without a value, are left out.</summary>
internal static class ExportReviews
{
    private const int AtOnce = 500;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <exception cref="OperationException">A database did not answer, or the file cannot be written; what was there before stays.</exception>
    public static async Task<ExportedReviews> RunAsync(Queues queues, ExportReviewsRequest request, CancellationToken cancellation)
    {
        List<GoldValue> values = [];
        foreach (var environment in request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var items = await ReadAsync(queues, environment, cancellation);
            var pictures = request.Pictures ? await DrawAsync(queues, environment, items, cancellation) : [];
            values.AddRange(items.Select(item => Of(item, pictures.GetValueOrDefault(item.Id))));
        }

        // Documents with the same content share its truth.
        var once = values.DistinctBy(value => (value.ContentSha256, value.Page, value.Line, value.Field, value.Read, value.Seen)).ToList();
        try
        {
            await AtomicFile.OnDisk.WriteAsync(request.File, async file =>
            {
                await using var text = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
                foreach (var value in once)
                {
                    await text.WriteLineAsync(JsonSerializer.Serialize(value, Json).AsMemory(), cancellation);
                }
            });
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationFailure.Refused, queues.Words.Say("review.fault_file", new() { ["file"] = request.File, ["why"] = disk.Message }), disk);
        }

        return new(request.File, once.Count, once.Select(value => value.ContentSha256).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<List<ReviewItem>> ReadAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        List<ReviewItem> items = [];
        ReviewPage page;
        Guid? after = null;
        do
        {
            page = await Queues.AskAsync(environment, queues.ReviewsOf(environment).ListAsync([ReviewState.Accepted, ReviewState.Corrected], after, AtOnce, cancellation));
            items.AddRange(page.Items.Where(item => !item.IsWhole && item.ContentSha256 is not "" && item.DocumentSource is not null));
            after = page.Items is [.., var last] ? last.Id : null;
        }
        while (page.More && after is not null);

        return items;
    }

    private static async Task<Dictionary<Guid, string>> DrawAsync(Queues queues, TargetEnvironment environment, List<ReviewItem> items, CancellationToken cancellation)
    {
        Dictionary<Guid, string> paths = [];
        foreach (var document in items.GroupBy(item => item.JobId))
        {
            var review = await Queues.AskAsync(environment, queues.ReviewsOf(environment).ReadAsync(document.Key, whole: false, cancellation));
            if (review.Document is { } found)
            {
                foreach (var (id, picture) in await ShowReview.DrawAsync(queues, environment, found, [.. document], cancellation))
                {
                    if (picture.Path is { } path)
                    {
                        paths[id] = path;
                    }
                }
            }
        }

        return paths;
    }

    private static GoldValue Of(ReviewItem item, string? picture) => new(
        item.ContentSha256, item.DocumentSource!.Value, item.Page, item.Line, item.Field, item.Box, item.Standard, item.Read, item.Seen, item.State, item.DecidedBy, item.DecidedAt, picture);
}
