using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Money;

namespace Workers.Web;

/// <summary>What each environment spends, kept for half a minute: it takes a look at every store of orders and sums many purchases.</summary>
internal sealed class MoneyReports(Queues queues, TimeProvider time)
{
    private const int Days = 30;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly SharedAnswers<MoneyReport> _reports = new(time, Kept, environment => ReadMoney.RunAsync(queues, environment, Days, CancellationToken.None));

    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    /// <inheritdoc cref="SharedAnswers{T}.OfAsync" path="/exception"/>
    public Task<MoneyReport> OfAsync(TargetEnvironment environment, CancellationToken cancellation) => _reports.OfAsync(environment, cancellation);
}
