using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;
using Workers.Ocr.Reviews;
using Workers.Office;

namespace Workers.Operations.Reviews;

/// <summary>
/// Writes down what a person says about one item, in the document's corrected form as well. The same question about other documents with the same
/// content is answered by it.
/// </summary>
internal static class DecideReview
{
    /// <summary>Others decide about the same document meanwhile, each a moment long.</summary>
    private const int Tries = 20;

    private const int LongestReason = 500;

    /// <returns>Null when no environment that was asked has it; an answer that refuses changed nothing.</returns>
    /// <exception cref="OperationException">The environment is not configured, its database did not answer, or the value does not fit into the reading.</exception>
    public static async Task<DecidedReview?> RunAsync(Queues queues, DecideRequest request, CancellationToken cancellation)
    {
        if (await ReviewLookup.FindAsync(queues, request.Item, request.Environment, cancellation) is not var (environment, document, items))
        {
            return null;
        }

        if (document.Id == request.Item)
        {
            throw new OperationException(OperationFailure.Refused, queues.Words.Say("review.fault_document", new() { ["id"] = $"{request.Item}" }));
        }

        if (!items.Any(item => item.Id == request.Item))
        {
            throw new OperationException(OperationFailure.Refused, queues.Words.Say("review.fault_earlier", new() { ["item"] = $"{request.Item}", ["id"] = $"{document.Id}" }));
        }

        if (TypedText.FaultOfReason("The reason", request.Reason, LongestReason) is { } odd)
        {
            throw new OperationException(OperationFailure.Invalid, odd);
        }

        request = request with { Words = queues.Words };
        var answer = await DecideAsync(queues.ReviewsOf(environment), environment, request, cancellation);
        List<ReviewItem> twins = [];
        foreach (var twin in answer.Twins)
        {
            if (await TryDecideAsync(queues.ReviewsOf(environment), environment, request with { Item = twin, Saw = ReviewState.Open }, cancellation) is { } item)
            {
                twins.Add(item);
            }
        }

        return new(environment, document, answer, twins);
    }

    /// <returns>Null where the word does not fit the other document, or could not be said about it: it stays open there.</returns>
    private static async Task<ReviewItem?> TryDecideAsync(ReviewStore store, TargetEnvironment environment, DecideRequest request, CancellationToken cancellation)
    {
        try
        {
            return await DecideAsync(store, environment, request, cancellation) is { Result: ReviewResult.Decided } answer ? answer.Item : null;
        }
        catch (OperationException)
        {
            return null;
        }
    }

    private static async Task<ReviewAnswer> DecideAsync(ReviewStore store, TargetEnvironment environment, DecideRequest request, CancellationToken cancellation)
    {
        var word = Guid.NewGuid();
        for (var made = 1; ; made++)
        {
            var decision = await PutInAsync(store, environment, request, word, cancellation);
            var answer = await SendAsync(store, environment, decision, cancellation);
            if (answer.Result is not ReviewResult.Stale)
            {
                return answer;
            }

            if (made == Tries)
            {
                throw new OperationException(OperationFailure.Unavailable, Words(request).Say("review.fault_busy", new() { ["environment"] = environment.Label() }));
            }
        }
    }

    private static async Task<ReviewDecision> PutInAsync(ReviewStore store, TargetEnvironment environment, DecideRequest request, Guid word, CancellationToken cancellation)
    {
        var review = await Queues.AskAsync(environment, store.ReadAsync(request.Item, whole: true, cancellation));
        var item = review.Items.FirstOrDefault(one => one.Id == request.Item);
        var document = review.Document;
        var decision = new ReviewDecision(
            request.Item, word, request.Saw, request.State, request.State is ReviewState.Corrected ? request.Value ?? "" : null, request.By, request.Reason, document?.Revision ?? "", null, null)
        {
            OfficeReason = item is not null && request.State is ReviewState.Refused
                ? request.Words?.Say("review.refused_reason", new() { ["page"] = item.Page, ["by"] = request.By, ["field"] = Remark.Field(item.Field) })
                : null,
        };
        if (item is null || item.State != request.Saw || document is null)
        {
            // The database says what became of it; what a correction would be put into is not looked at by then.
            return decision with { Structure = document?.Structure ?? [], BoostedFileContent = document?.BoostedFileContent ?? "" };
        }

        if (request.State is ReviewState.Corrected && !item.IsWhole && (request.Value ?? "").Trim() == item.Read.Trim())
        {
            throw new OperationException(OperationFailure.Refused, Words(request).Say("review.fault_same", new() { ["value"] = item.Read.Trim() }));
        }

        if (document.Structure is not { } structure)
        {
            return request.State is ReviewState.Corrected
                ? throw new OperationException(OperationFailure.Refused, Words(request).Say("review.fault_no_structure", new() { ["item"] = $"{request.Item}" }))
                : decision;
        }

        var (form, fault) = new CorrectedForm(structure, document.BoostedFileContent ?? "").With(item, new(item.Id, request.State, decision.Value, request.By, request.Reason));
        return form is not null
            ? decision with { Structure = form.Structure, BoostedFileContent = form.Boosted }
            : throw new OperationException(OperationFailure.Refused, Words(request).Say("review.fault_unchanged", new() { ["item"] = $"{request.Item}", ["why"] = fault }));
    }

    private static OfficeWords Words(DecideRequest request) => request.Words ?? OfficeWords.English;

    /// <summary>A lost answer is asked for once more under the same word: it is said once.</summary>
    private static async Task<ReviewAnswer> SendAsync(ReviewStore store, TargetEnvironment environment, ReviewDecision decision, CancellationToken cancellation)
    {
        try
        {
            return await Queues.AskAsync(environment, store.DecideAsync(decision, cancellation));
        }
        catch (OperationException fault) when (fault.Failure is OperationFailure.Unavailable)
        {
            return await Queues.AskAsync(environment, store.DecideAsync(decision, cancellation));
        }
    }
}
