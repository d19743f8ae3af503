using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Health;

namespace Workers.Web;

/// <summary>The verdict of each environment, kept for some seconds: it takes a look at every store.</summary>
internal sealed class Verdicts(Queues queues, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    private readonly SharedAnswers<HealthAnswered> _answers = new(time, Kept, environment => new HealthQuestion(queues, time).AskAsync(environment, CancellationToken.None));

    /// <inheritdoc cref="SharedAnswers{T}.OfAsync"/>
    public async Task<HealthVerdict> OfAsync(TargetEnvironment environment, CancellationToken cancellation) => (await AnsweredAsync(environment, cancellation)).Verdict;

    /// <summary>The verdict with what it was made from.</summary>
    /// <inheritdoc cref="SharedAnswers{T}.OfAsync"/>
    public Task<HealthAnswered> AnsweredAsync(TargetEnvironment environment, CancellationToken cancellation) => _answers.OfAsync(environment, cancellation);
}
