using Workers.Database;

namespace Workers.Jobs.Reviews;

/// <summary>What one environment's database knows of doubts about readings and of what people decided. Every call may be repeated.</summary>
internal sealed class ReviewStore(IDatabaseFunctions functions)
{
    /// <param name="after">The last item that was told; null begins at the first.</param>
    /// <exception cref="DatabaseException">No answer, or no such item.</exception>
    public Task<ReviewPage> ListAsync(IReadOnlyList<ReviewState> states, Guid? after, int limit, CancellationToken cancellation) =>
        functions.CallAsync<ReviewPage>("workers_reviews", new { States = states, After = after, Limit = limit }, cancellation);

    /// <summary>Items of the present readings whose id begins so, whatever was said about them.</summary>
    /// <param name="digits">Hexadecimal, small.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<ReviewItem>> FindAsync(string digits, int limit, CancellationToken cancellation) =>
        (await functions.CallAsync<ReviewPage>("workers_reviews", new { States = Enum.GetValues<ReviewState>(), IdBegins = digits, Limit = limit }, cancellation)).Items;

    /// <summary>All that was decided about this content, for whichever document, and about this document while its content was not known.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<ReviewItem>> FindDecidedAsync(string contentSha256, Guid job, CancellationToken cancellation)
    {
        ReviewState[] states = [ReviewState.Accepted, ReviewState.Corrected, ReviewState.Refused];
        List<ReviewItem> found = [];
        ReviewPage page;
        do
        {
            var request = new { States = states, ContentSha256 = contentSha256, JobId = job, After = found is [.., var last] ? last.Id : (Guid?)null, Limit = 500 };
            page = await functions.CallAsync<ReviewPage>("workers_reviews", request, cancellation);
            found.AddRange(page.Items);
        }
        while (page is { More: true, Items.Count: > 0 });

        return found;
    }

    /// <param name="id">A document, or one of its items.</param>
    /// <param name="whole">With its structure and corrected text.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<DocumentReview> ReadAsync(Guid id, bool whole, CancellationToken cancellation) =>
        functions.CallAsync<DocumentReview>("workers_review_document", new { Id = id, Whole = whole }, cancellation);

    /// <exception cref="DatabaseException">No answer: it may have been decided, and may be asked again.</exception>
    public Task<ReviewAnswer> DecideAsync(ReviewDecision decision, CancellationToken cancellation) =>
        functions.CallAsync<ReviewAnswer>("workers_review_decide", decision, cancellation);
}
