using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <summary>A share of the quota for one request on the wire.</summary>
/// <param name="Tokens">Expected input tokens.</param>
/// <param name="Sigma">Standard error of that expectation in tokens; 0 when it is exact.</param>
internal sealed record QuotaRequest(long Tokens, long Sigma, TargetEnvironment Environment = TargetEnvironment.Dev, int Priority = 0);

/// <summary>One request that waits in this process.</summary>
/// <param name="weight">Of its environment.</param>
internal sealed class Waiter(string id, QuotaRequest request, long sequence, TimeSpan since, int weight = 1)
{
    private readonly TaskCompletionSource<Grant> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Of this try; changes when it has to be asked for anew.</summary>
    public string Id { get; private set; } = id;

    public QuotaRequest Request { get; } = request;

    /// <summary>The order of arrival.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>When it began to wait, on the process's own clock.</summary>
    public TimeSpan Since { get; } = since;

    /// <summary>How the process that waits is compared with others: priority, environment and its weight.</summary>
    public string Head { get; } = string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{request.Priority} {request.Environment} {Math.Max(1, weight)}");

    public Task<Grant> Granted => _done.Task;

    public void AskAnew(string newId) => Id = newId;

    /// <returns>False when nobody waits any more.</returns>
    public bool Grant(Grant grant) => _done.TrySetResult(grant);

    public bool Cancel(CancellationToken cancellation) => _done.TrySetCanceled(cancellation);

    public bool Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>What the limiter admitted: from <paramref name="NotBefore"/> to <paramref name="NotAfter"/> on the process's own clock.</summary>
/// <param name="Id">Null when it was admitted without Redis.</param>
/// <param name="Counted">Where it is counted already, when it was admitted without Redis.</param>
internal sealed record Grant(string? Id, TimeSpan NotBefore, TimeSpan NotAfter, SentWindow.Slot? Counted = null)
{
    /// <summary>How long after it was admitted a request may be sent.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Where a request that goes out later is no longer safely counted: it needs the other half of the grant's life for the way.
    /// </summary>
    public TimeSpan LateAfter => NotAfter - (Life / 2);
}
