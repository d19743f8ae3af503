using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Health;

namespace Workers.Web;

/// <summary>The verdict of each environment, asked for once for all who want it at the same time and kept for some seconds: it takes a look at every store.</summary>
internal sealed class Verdicts(Queues queues, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<TargetEnvironment, (long At, Task<HealthAnswered> Asked)> _asked = [];

    /// <exception cref="OperationCanceledException">The caller gave up; the question goes on for the others.</exception>
    public async Task<HealthVerdict> OfAsync(TargetEnvironment environment, CancellationToken cancellation) => (await AnsweredAsync(environment, cancellation)).Verdict;

    /// <summary>The verdict with what it was made from.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public async Task<HealthAnswered> AnsweredAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        Task<HealthAnswered> asked;
        lock (_gate)
        {
            if (!_asked.TryGetValue(environment, out var kept) || (kept.Asked.IsCompleted && time.GetElapsedTime(kept.At) >= Kept) || kept.Asked.IsFaulted)
            {
                kept = (time.GetTimestamp(), new HealthQuestion(queues, time).AskAsync(environment, CancellationToken.None));
                _asked[environment] = kept;
            }

            asked = kept.Asked;
        }

        return await asked.WaitAsync(cancellation);
    }
}
