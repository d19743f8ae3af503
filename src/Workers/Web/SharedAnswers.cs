using Workers.Hosting.Environments;

namespace Workers.Web;

/// <summary>What is asked of stores for each environment: once for all who want it at the same time, and kept for a while. What failed is asked anew.</summary>
internal sealed class SharedAnswers<T>(TimeProvider time, TimeSpan kept, Func<TargetEnvironment, Task<T>> ask)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TargetEnvironment, (long At, Task<T> Asked)> _asked = [];

    /// <exception cref="OperationCanceledException">The caller gave up; the question goes on for the others.</exception>
    public async Task<T> OfAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        Task<T> asked;
        lock (_gate)
        {
            if (!_asked.TryGetValue(environment, out var known) || (known.Asked.IsCompleted && (!known.Asked.IsCompletedSuccessfully || time.GetElapsedTime(known.At) >= kept)))
            {
                known = (time.GetTimestamp(), ask(environment));
                _asked[environment] = known;
            }

            asked = known.Asked;
        }

        return await asked.WaitAsync(cancellation);
    }
}
