using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;

namespace Workers.Operations.Documents;

/// <summary>What was read from a document, as it stands with what people corrected.</summary>
/// <param name="Text">Null where nothing was read.</param>
/// <param name="IsCut">It is the beginning alone.</param>
/// <param name="Doubts">What is or was in doubt, in the order of its pages.</param>
/// <param name="InDoubt">Why it needs a review, in the words of the office; null where it needs none.</param>
internal sealed record ReadDocument(string? Text, bool IsCut, IReadOnlyList<ReviewItem> Doubts, string? InDoubt = null);

/// <summary>Tells what was read from a document, with its doubts.</summary>
internal static class ReadingText
{
    private const int Longest = 200_000;

    /// <returns>Null where the environment has no such document.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<ReadDocument?> RunAsync(Queues queues, TargetEnvironment environment, Guid id, CancellationToken cancellation)
    {
        var review = await Queues.AskAsync(environment, queues.ReviewsOf(environment).ReadAsync(id, whole: true, cancellation));
        return review.Document is not { } document || document.Id != id ? null
            : document.BoostedFileContent is { Length: > Longest } text ? new(text[..Longest], IsCut: true, review.Items, document.ReviewReason)
            : new(document.BoostedFileContent, IsCut: false, review.Items, document.ReviewReason);
    }
}
